package cn

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// CleanName makes the name of a person as it is registered: spaces that clerks put between Hanzi to line columns up are removed
// (王　　五 becomes 王五), Latin names keep one space between words, and the dots people type inside transliterated names become the
// interpunct (阿卜杜拉·买买提). It is idempotent.
func CleanName(text string) string {
	visible := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, width.Fold.String(text))
	runes := []rune(strings.Join(strings.FieldsFunc(visible, isNameBlank), " "))
	var name strings.Builder
	for i, r := range runes {
		before, after := beside(runes, i, -1), beside(runes, i, +1)
		switch {
		case r == ' ' && (!wordLike(before) || !wordLike(after)):
		case isNameDot(r) && unicode.Is(unicode.Han, before) && unicode.Is(unicode.Han, after):
			name.WriteRune('·')
		default:
			name.WriteRune(r)
		}
	}
	return name.String()
}

// isNameBlank: spaces of every width, and the line breaks and other controls that cells carry.
func isNameBlank(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

// isNameDot: the interpunct and what stands in for it on keyboards and in old files.
func isNameDot(r rune) bool { return strings.ContainsRune("·•‧・･∙⋅.。", r) }

// wordLike reports a character beside which a space separates words: letters that are not Hanzi, and the marks of abbreviations.
func wordLike(r rune) bool {
	return unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) || r == '.' || r == '\'' || r == '-' || unicode.IsDigit(r)
}

// beside is the next character but spaces in that direction; 0 at the end.
func beside(runes []rune, i, step int) rune {
	for i += step; i >= 0 && i < len(runes); i += step {
		if r := runes[i]; r != ' ' {
			return r
		}
	}
	return 0
}

// wholeSurnames are the surnames of two characters in use, in both scripts.
var wholeSurnames = strings.Fields(`
	欧阳 歐陽 太史 端木 上官 司马 司馬 东方 東方 独孤 獨孤 南宫 南宮 万俟 萬俟 闻人 聞人 夏侯 诸葛 諸葛 尉迟 尉遲 公羊 赫连 赫連 澹台 澹臺
	皇甫 宗政 濮阳 濮陽 公冶 太叔 申屠 公孙 公孫 慕容 仲孙 仲孫 钟离 鍾離 长孙 長孫 宇文 司徒 鲜于 鮮于 司空 闾丘 閭丘 子车 子車 亓官 司寇
	巫马 巫馬 公西 颛孙 顓孫 壤驷 壤駟 公良 漆雕 乐正 樂正 宰父 谷梁 穀梁 拓跋 夹谷 夾谷 轩辕 軒轅 令狐 段干 百里 呼延 东郭 東郭 南门 南門
	羊舌 微生 梁丘 左丘 东门 東門 西门 西門 南荣 南榮 第五 纳兰 納蘭 完颜 完顏 耶律 贺兰 賀蘭 爱新觉罗 叶赫那拉`)

// SplitName parts a Chinese name into surname and given name; a compound surname stays whole when a given name follows it. Names that
// don't begin with a Hanzi, and transliterated names with an interpunct, have no surname here: all is the given name.
func SplitName(name string) (surname, given string) {
	runes := []rune(name)
	if len(runes) == 0 || !unicode.Is(unicode.Han, runes[0]) || strings.ContainsRune(name, '·') {
		return "", name
	}
	for _, compound := range wholeSurnames {
		if rest, ok := strings.CutPrefix(name, compound); ok && rest != "" {
			return compound, rest
		}
	}
	return string(runes[0]), string(runes[1:])
}
