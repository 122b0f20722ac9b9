package demo

import (
	_ "embed"
	"fmt"

	"go.yaml.in/yaml/v3"
)

//go:embed trades.yaml
var tradesFile []byte

// trade is a field of work with what its people are called and do.
type trade struct {
	Industries   []string `yaml:"industries"`
	Disciplines  []string `yaml:"disciplines"`
	Series       string   `yaml:"series"`
	Titles       []rankOf `yaml:"titles"` // from the highest
	Specialities []string `yaml:"specialities"`
	Fields       []string `yaml:"fields"`
	Positions    []string `yaml:"positions"`
	Employers    []string `yaml:"employers"`
	Deeds        []string `yaml:"deeds"`
}

type rankOf struct {
	Level  string `yaml:"level"`
	Name   string `yaml:"name"`
	Former string `yaml:"former"`
}

type fieldWords struct{ trades []trade }

func loadTrades() (*fieldWords, error) {
	w := &fieldWords{}
	if err := yaml.Unmarshal(tradesFile, &w.trades); err != nil {
		return nil, fmt.Errorf("trades.yaml: %w", err)
	}
	return w, nil
}

// Surnames by rough frequency; the rare ones are there because searching for them is what goes wrong elsewhere.
var surnames = []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐",
	"冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶", "阎", "余", "潘", "杜", "戴", "夏", "钟",
	"汪", "田", "任", "姜", "范", "方", "石", "姚", "谭", "廖", "邹", "熊", "金", "陆", "郝", "孔", "白", "崔", "康", "毛", "邱", "秦", "江", "史", "顾", "侯", "邵", "孟", "龙", "万",
	"段", "雷", "钱", "汤", "尹", "黎", "易", "常", "武", "乔", "贺", "赖", "龚", "文", "单", "仇", "解", "查", "朴", "盖", "区", "翟", "缪", "覃", "乐", "欧阳", "上官", "司马", "诸葛", "尉迟"}

var givenMarks = []string{"示", "例"}

var givenWords = []string{"伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "涛", "明", "超", "霞", "平", "刚", "桂", "华", "建", "国", "志", "宏", "宇", "航", "晨", "思", "远",
	"文", "博", "雅", "欣", "嘉", "泽", "瑞", "清", "宁", "安", "岩", "峰", "海", "江", "波", "林", "松", "梅", "兰", "竹", "新", "毅", "恒", "诚", "信", "达", "康", "乐", "春", "秋"}

var brandWords = []string{"智联", "华创", "中科", "天元", "恒远", "启明", "卓越", "海川", "博远", "新源", "同创", "德润", "金桥", "凌云", "长城", "燕山", "渤海", "太行", "白洋淀", "运河"}
