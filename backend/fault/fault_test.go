package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"talentcircle/backend/fault"
)

func TestFaultsAreMatchedByKindAndCode(t *testing.T) {
	stale := fault.New(fault.Stale, "stale_version", "记录已被他人修改,请刷新后再试。")
	err := fmt.Errorf("update expert: %w", stale.Because(errors.New("rev 3 is not 4")))

	require.ErrorIs(t, err, stale)
	require.NotErrorIs(t, err, fault.New(fault.Conflict, "stale_version", ""))
	require.Equal(t, fault.Stale, fault.KindOf(err))
	require.Equal(t, "stale_version", fault.CodeOf(err))
	require.Equal(t, fault.Internal, fault.KindOf(errors.New("disk")))
}

func TestAddingToAFaultLeavesTheTemplateAlone(t *testing.T) {
	template := fault.New(fault.Invalid, "invalid", "请检查填写内容。")
	first := template.At("body.name", "请填写姓名。")
	second := first.At("body.region", "请选择地区。")

	require.Empty(t, template.Fields)
	require.Len(t, first.Fields, 1)
	require.Len(t, second.Fields, 2)
}
