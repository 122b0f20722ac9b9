package recognition

import "fmt"

// steps says what is to be done next, and by whom.
func (e *evaluation) steps(d *Decision, v *Version) []NextStep {
	var list []NextStep
	switch d.Outcome {
	case Recognized:
		list = []NextStep{{"employer", "持原证书使用,用人单位可以按证书记载核对。"}}
	case AfterVerifying, Conditional, ConfirmationNeed:
		list = e.caseSteps(d)
	case NotRecognized:
		list = []NextStep{{"applicant", v.Instead}}
	case NoRule:
		list = e.noRuleSteps()
	}
	if d.Lookup != nil {
		list = append(list, NextStep{"employer", fmt.Sprintf("%s(%s)", d.Lookup.Text, d.Lookup.StatusLabel)})
	}
	return list
}

func (e *evaluation) caseSteps(d *Decision) []NextStep {
	home, host := e.homeName(), e.q.To.Name()
	list := []NextStep{{"applicant", fmt.Sprintf("本人向%s人才服务机构提交申请和所列材料。", home)}}
	for _, c := range d.Conditions {
		if c.Met != nil && !*c.Met {
			list = append(list, NextStep{"applicant", "先满足条件:" + c.Text + "。"})
		}
	}
	list = append(list, NextStep{"home", fmt.Sprintf("%s人才服务机构受理并进行源头核验。", home)})
	switch d.Outcome {
	case AfterVerifying:
		list = append(list, NextStep{"home", fmt.Sprintf("核验通过的,自动出具职称互认核验单并告知%s,%s不再审批。", host, host)})
	case Conditional:
		list = append(list, NextStep{"host", fmt.Sprintf("%s人才服务机构对照条件作出结论,符合的出具职称互认核验单。", host)})
	case ConfirmationNeed:
		list = append(list, NextStep{"host", fmt.Sprintf("%s人才服务机构重新确认,确认的出具职称互认核验单。", host)})
	}
	return list
}

// homeName is the agency that takes the case: where the object was issued, or where it is to be used when that is none of the three.
func (e *evaluation) homeName() string {
	if r := e.q.From.Region(); r != "" {
		return r.Name()
	}
	return e.q.To.Name()
}

func (e *evaluation) noRuleSteps() []NextStep {
	list := []NextStep{{"applicant", fmt.Sprintf("原证书继续有效;能否在%s使用,请向%s人才服务机构咨询。", e.q.To.Name(), e.q.To.Name())}}
	if e.qualification().Kind == "admission" {
		list = append(list, NextStep{"applicant", "执业注册是另一事项,请按行业主管部门的规定办理。"})
	}
	return list
}
