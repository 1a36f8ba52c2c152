package assessments

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"

	"relevo/app/i18n"
)

// Texts is a list of authored texts, stored as JSON.
type Texts []i18n.Text

// Value stores the list.
func (t Texts) Value() (driver.Value, error) { return toJSON(t) }

// Scan reads the list.
func (t *Texts) Scan(src any) error { return fromJSON(src, t) }

// GormDataType names the column type for GORM's schema.
func (Texts) GormDataType() string { return "json" }

func toJSON(v any) (driver.Value, error) {
	body, err := json.Marshal(v)
	return string(body), err
}

func fromJSON(src, into any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), into)
	case []byte:
		return json.Unmarshal(v, into)
	default:
		return fmt.Errorf("cannot read JSON from %T", src)
	}
}
