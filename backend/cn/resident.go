package cn

import (
	"strings"

	"talentcircle/backend/fault"
)

// ParseResidentID checks a 公民身份号码 (GB 11643-1999): 18 characters, check character by MOD 11-2, a birth date that exists and is not
// after today. The address code is not looked up: codes on valid cards may have been abolished since.
func ParseResidentID(text string, today Day) (Identity, error) {
	number, err := eighteen(text, "公民身份号码", func(number string) error {
		switch {
		case len(number) == 15 && allDigits(number):
			return fault.New(fault.Invalid, "identity_old_15_digits", "15位身份证号码已停止使用,请填写18位公民身份号码。")
		case ofHMT(number):
			return wrongKind(HMTResidencePermit)
		case len(number) == 18 && number[0] == '9':
			return wrongKind(PermanentResidence)
		case len(number) == 18 && (number[0] == '0' || number[0] == '8'):
			return fault.New(fault.Invalid, "identity_address", "公民身份号码前六位(行政区划代码)有误,请对照证件核对。")
		}
		return nil
	})
	if err != nil {
		return Identity{}, err
	}
	return withBirth(ResidentID, number, today)
}

// ParseHMTResidencePermit checks the number on a 港澳台居民居住证: the form of a resident id with the address code 810000, 820000 or
// 830000.
func ParseHMTResidencePermit(text string, today Day) (Identity, error) {
	number, err := eighteen(text, "港澳台居民居住证号码", func(number string) error {
		switch {
		case len(number) != 18 || ofHMT(number):
			return nil
		case number[0] >= '1' && number[0] <= '7':
			return wrongKind(ResidentID)
		case number[0] == '9':
			return wrongKind(PermanentResidence)
		}
		return fault.New(fault.Invalid, "identity_address", "港澳台居民居住证号码应以 810000、820000 或 830000 开头,请对照证件核对。")
	})
	if err != nil {
		return Identity{}, err
	}
	return withBirth(HMTResidencePermit, number, today)
}

// ParsePermanentResidence checks the number on a 外国人永久居留身份证: the form of 2017, three letters and twelve digits, still valid, or
// the form of 2023, 18 characters beginning with 9 and checked like a resident id. Only the latter tells birth date and sex.
func ParsePermanentResidence(text string, today Day) (Identity, error) {
	number, err := identityNumber(text)
	if err != nil {
		return Identity{}, err
	}
	if len(number) == 15 {
		if !allCapitals(number[:3]) || !allDigits(number[3:]) {
			return Identity{}, fault.New(fault.Invalid, "identity_format", "15位外国人永久居留身份证号码应为3个字母加12位数字,请对照证件核对。")
		}
		return Identity{Kind: PermanentResidence, Number: number}, nil
	}
	if len(number) == 18 && number[0] != '9' {
		if ofHMT(number) {
			return Identity{}, wrongKind(HMTResidencePermit)
		}
		return Identity{}, fault.New(fault.Invalid, "identity_wrong_kind", "18位外国人永久居留身份证号码应以9开头,请核对证件类型和号码。")
	}
	if number, err = eighteen(number, "外国人永久居留身份证号码", nil); err != nil {
		return Identity{}, err
	}
	return withBirth(PermanentResidence, number, today)
}

// eighteen checks the form that the three documents share: length, characters, check character. special may refuse first, so that a
// number of another kind is called that and not merely wrong.
func eighteen(text, name string, special func(number string) error) (string, error) {
	number, err := identityNumber(text)
	if err != nil {
		return "", err
	}
	if special != nil {
		if err := special(number); err != nil {
			return "", err
		}
	}
	if len(number) != 18 {
		return "", fault.New(fault.Invalid, "identity_length", name+"应为18位,请核对是否多填或漏填。")
	}
	if !allDigits(number[:17]) || number[17] != 'X' && !allDigits(number[17:]) {
		return "", fault.New(fault.Invalid, "identity_characters", name+"前17位应为数字,第18位应为数字或字母X。")
	}
	if mod11Check(number[:17]) != number[17] {
		// A spreadsheet keeps 15 digits and writes zeros for the rest. A right check character clears the number: some do end in 000.
		if strings.HasSuffix(number, "000") {
			return "", IdentityTurnedIntoNumber()
		}
		return "", fault.New(fault.Invalid, "identity_check_digit", name+"校验不通过,请对照证件逐位核对。")
	}
	return number, nil
}

// withBirth reads birth date (characters 7 to 14) and sex (17, odd is male).
func withBirth(kind IdentityKind, number string, today Day) (Identity, error) {
	born, err := ParseDay(number[6:10] + "-" + number[10:12] + "-" + number[12:14])
	if err != nil {
		return Identity{}, fault.New(fault.Invalid, "identity_birth_date", "证件号码中的出生日期不存在,请对照证件核对。")
	}
	if born.After(today) {
		return Identity{}, fault.New(fault.Invalid, "identity_birth_future", "证件号码中的出生日期晚于今天,请对照证件核对。")
	}
	sex := Female
	if (number[16]-'0')%2 == 1 {
		sex = Male
	}
	return Identity{Kind: kind, Number: number, Born: born, Sex: sex}, nil
}

// mod11Check is the check character by MOD 11-2 (GB 11643-1999) of 17 digits.
func mod11Check(seventeen string) byte {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(seventeen[i]-'0')
	}
	return "10X98765432"[sum%11]
}

func ofHMT(number string) bool {
	return len(number) == 18 && (strings.HasPrefix(number, "810000") || strings.HasPrefix(number, "820000") || strings.HasPrefix(number, "830000"))
}

func wrongKind(right IdentityKind) error {
	return fault.Newf(fault.Invalid, "identity_wrong_kind", "该号码属于%s,请更正证件类型。", right.Label())
}

func allDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

func allCapitals(text string) bool {
	for i := range len(text) {
		if text[i] < 'A' || text[i] > 'Z' {
			return false
		}
	}
	return true
}
