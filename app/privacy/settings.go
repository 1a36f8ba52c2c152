package privacy

import (
	"context"
	"maps"
	"slices"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// Kind is what somebody asks about their data.
type Kind string

// The rights (Law 29733, articles 19 to 22).
const (
	Access        Kind = "access"
	Rectification Kind = "rectification"
	Cancellation  Kind = "cancellation"
	Opposition    Kind = "opposition"
)

// Kinds lists the rights in the order people are shown them.
var Kinds = []Kind{Access, Rectification, Cancellation, Opposition}

// answerWithin is in how many working days each is answered, unless something else is set:
// twenty for access, ten for the others (DS 016-2024-JUS). We have this from what is published about
// the regulation, not from its text: whoever runs relevo has a lawyer check these days and the
// articles, that they are counted from the day after the request, and that they may be extended once ([Service.Extend]).
var answerWithin = map[Kind]int64{Access: 20, Rectification: 10, Cancellation: 10, Opposition: 10}

// The settings' names: days of a right, months of a category.
func daysName(k Kind) string            { return "days." + string(k) }
func monthsName(category string) string { return "months." + category }

type setting struct {
	ID         string
	Name       string
	Value      int64
	RecordedAt db.Instant
	RecordedBy string
}

// TableName names the table for GORM.
func (setting) TableName() string { return "privacy_setting" }

// Setting is a number of days or months, and what it would be if nothing were set.
type Setting struct {
	Name         string // "days.access", "months.logins"
	Of           string // the right or the category
	Days         bool   // working days of a right; otherwise months of a category
	Value, Usual int64
}

// settingsTx gives all settings, those of rights first.
func (s *Service) settingsTx(tx *db.Tx) ([]Setting, error) {
	var stored []setting
	if err := tx.DB.Order("recorded_at, id").Find(&stored).Error; err != nil {
		return nil, err
	}
	set := map[string]int64{}
	for _, one := range stored {
		set[one.Name] = one.Value
	}
	var all []Setting
	for _, k := range Kinds {
		all = append(all, Setting{Name: daysName(k), Of: string(k), Days: true, Usual: answerWithin[k]})
	}
	for _, part := range s.parts {
		for _, rule := range part.Rules {
			all = append(all, Setting{Name: monthsName(rule.Category), Of: rule.Category, Usual: rule.Months})
		}
	}
	for i := range all {
		all[i].Value = all[i].Usual
		if value, ok := set[all[i].Name]; ok {
			all[i].Value = value
		}
	}
	return all, nil
}

// valueTx is one setting's value.
func (s *Service) valueTx(tx *db.Tx, name string) (int64, error) {
	all, err := s.settingsTx(tx)
	if err != nil {
		return 0, err
	}
	for _, one := range all {
		if one.Name == name {
			return one.Value, nil
		}
	}
	return 0, fault.Missing("noun.page")
}

// mostSet bounds a setting: a hundred years of months.
const mostSet = 1200

// Set changes days and months, of what differs from now.
func (s *Service) Set(ctx context.Context, actor access.Actor, values map[string]int64) error {
	return s.manage(ctx, actor, func(tx *db.Tx) error {
		all, err := s.settingsTx(tx)
		if err != nil {
			return err
		}
		var check fault.Check
		for _, name := range slices.Sorted(maps.Keys(values)) {
			check.That(slices.ContainsFunc(all, func(one Setting) bool { return one.Name == name }), name, "api.unknown")
		}
		for _, one := range all {
			if value, ok := values[one.Name]; ok {
				check.That(value >= 1 && value <= mostSet, one.Name, "privacy.setting.between", "max", mostSet)
			}
		}
		if err := check.Err(); err != nil {
			return err
		}
		for _, one := range all {
			value, ok := values[one.Name]
			if !ok || value == one.Value {
				continue
			}
			if err := tx.DB.Create(&setting{ID: tx.NewID(), Name: one.Name, Value: value, RecordedAt: tx.Now, RecordedBy: actor.AccountID}).Error; err != nil {
				return err
			}
			if err := record(tx, actor, "set", "setting", one.Name, map[string]int64{"was": one.Value, "is": value}); err != nil {
				return err
			}
		}
		return nil
	})
}
