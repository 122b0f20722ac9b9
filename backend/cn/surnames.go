package cn

import (
	"strings"
	"sync"
)

// singleSurnames are the surnames of one character: the Hundred Family Surnames and those met often today. A name that begins with
// none of them is ranked after one that does when only its pinyin was typed.
const singleSurnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任" +
	"袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞" +
	"熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单" +
	"杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘" +
	"钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂" +
	"濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩" +
	"厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公岳帅缑亢况商牟佘佴伯赏墨哈谯笪年爱阳佟言福" +
	"肖闫覃区冼丘仝付代兰原苟展敬檀涂漆由粟练种苑谌贠赫郇郄鄢门隋麦黑楚楼银辜迟亓仉修信初南占招揭操木栗植洗海甄矫綦茆药菅萨" +
	"虎豆释钦铁镇靖鹿朴召秘折繁员尉寻晋候啜丛户眭禤妫幺"

// surnameReadings are the surnames whose reading as a surname is not the first that a dictionary lists, the usual one first.
// 万俟, 尉迟, 单于, 长孙 and 澹台 change the readings of their characters together.
const surnameReadings = `单 shan
仇 qiu
解 xie
曾 zeng
查 zha
朴 piao
盖 ge,gai
区 ou
翟 zhai,di
缪 miao,mou
覃 qin,tan
乐 yue,le
任 ren
员 yun
贠 yun
冼 xian
洗 xian
召 shao
秘 bi
黑 he,hei
种 chong
折 she
繁 po
逄 pang
隗 wei,kui
郇 xun,huan
乜 nie
那 na
盛 sheng
宁 ning
应 ying
柏 bai,bo
薄 bo
费 fei
能 nai
莘 shen,xin
宿 su
相 xiang
叶 ye
俞 yu
臧 zang
占 zhan
谌 chen,shen
都 du
车 che
暨 ji
郗 xi,chi
郄 qie,xi
厍 she
宓 mi,fu
阚 kan
晁 chao
沈 shen
石 shi
贾 jia
纪 ji
华 hua
燕 yan
过 guo
强 qiang
祭 zhai
眭 sui
尉 wei,yu
阙 que
贲 ben
句 gou
卜 bu
佴 nai
家 jia
广 guang
余 yu
台 tai
牟 mou,mu
葛 ge
娄 lou
陆 lu
尹 yin
万俟 mo qi
尉迟 yu chi
单于 chan yu
长孙 zhang sun
澹台 tan tai
司马 si ma
上官 shang guan
欧阳 ou yang
夏侯 xia hou
诸葛 zhu ge
闻人 wen ren
东方 dong fang
赫连 he lian
皇甫 huang fu
公羊 gong yang
公冶 gong ye
宗政 zong zheng
濮阳 pu yang
淳于 chun yu
太叔 tai shu
申屠 shen tu
公孙 gong sun
仲孙 zhong sun
轩辕 xuan yuan
令狐 ling hu
钟离 zhong li
宇文 yu wen
慕容 mu rong
鲜于 xian yu
闾丘 lv qiu
司徒 si tu
司空 si kong
司寇 si kou
亓官 qi guan
子车 zi ju
颛孙 zhuan sun
端木 duan mu
巫马 wu ma
公西 gong xi
漆雕 qi diao
乐正 yue zheng
壤驷 rang si
公良 gong liang
拓跋 tuo ba
夹谷 jia gu
宰父 zai fu
谷梁 gu liang
百里 bai li
东郭 dong guo
南门 nan men
呼延 hu yan
羊舌 yang she
微生 wei sheng
梁丘 liang qiu
左丘 zuo qiu
东门 dong men
西门 xi men
南宫 nan gong
第五 di wu
独孤 du gu
纳兰 na lan
叶赫 ye he
完颜 wan yan`

// surnames is the table above, read.
type surnames struct {
	single   map[rune][]string    // readings as a surname; nil: as the dictionary has it
	compound map[[2]rune][]string // the reading of each character
}

var surnameTable = sync.OnceValue(func() *surnames {
	t := &surnames{single: map[rune][]string{}, compound: map[[2]rune][]string{}}
	for _, r := range singleSurnames {
		t.single[r] = nil
	}
	for line := range strings.SplitSeq(surnameReadings, "\n") {
		han, readings, _ := strings.Cut(line, " ")
		if r := []rune(han); len(r) == 2 {
			t.compound[[2]rune{r[0], r[1]}] = strings.Fields(readings)
		} else {
			t.single[r[0]] = strings.Split(readings, ",")
		}
	}
	return t
})
