package courses

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"relevo/app/access"
	"relevo/app/db"
	"relevo/app/fault"
)

// MeetingSheet is a sheet that was printed to be signed in the room.
type MeetingSheet struct {
	Code       string `gorm:"primaryKey"`
	MeetingID  string
	Enrolments IDs // who stands on it, in this order
	PrintedAt  db.Instant
	PrintedBy  string
}

// TableName names the table for GORM.
func (MeetingSheet) TableName() string { return "meeting_sheet" }

// Printed is the code as it stands on the sheet.
func (s MeetingSheet) Printed() string {
	return strings.ToUpper(s.Code[:codeLength/2] + " " + s.Code[codeLength/2:])
}

// IDs is a list of identifiers, stored as JSON.
type IDs []string

// Value stores the list.
func (l IDs) Value() (driver.Value, error) {
	if l == nil {
		l = IDs{}
	}
	body, err := json.Marshal([]string(l))
	return string(body), err
}

// Scan reads the list from either database.
func (l *IDs) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), (*[]string)(l))
	case []byte:
		return json.Unmarshal(v, (*[]string)(l))
	}
	return fmt.Errorf("cannot read identifiers from %T", src)
}

// GormDataType names the column type for GORM's schema.
func (IDs) GormDataType() string { return "string" }

// PrintSheet makes a sheet for a meeting with everybody whom the actor may see.
func (s *Service) PrintSheet(ctx context.Context, actor access.Actor, offeringID, meetingID string) (sheet MeetingSheet, err error) {
	page, err := s.Meeting(ctx, actor, offeringID, meetingID)
	if err != nil {
		return sheet, err
	}
	if page.CancelledAt != nil {
		return sheet, fault.New(fault.Conflict, "meetings.cancelled")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		sheet = MeetingSheet{Code: roomCode(tx), MeetingID: meetingID, PrintedAt: tx.Now, PrintedBy: actor.AccountID}
		for _, r := range page.Rows {
			sheet.Enrolments = append(sheet.Enrolments, r.EnrolmentID)
		}
		if err := tx.DB.Create(&sheet).Error; err != nil {
			return err
		}
		return access.Record(tx, actor, "courses.sheet.print", "meeting", meetingID, map[string]int{"people": len(sheet.Enrolments)})
	})
	return sheet, err
}

// SheetPage is a printed sheet with its meeting. Its rows are those of the sheet, in the
// order in which they stand on it, without who has withdrawn; then those enrolled since.
type SheetPage struct {
	MeetingPage
	Sheet MeetingSheet
	Later int // how many of the rows, the last ones, do not stand on the sheet
}

// Sheet gives a printed sheet of a meeting by its code.
func (s *Service) Sheet(ctx context.Context, actor access.Actor, offeringID, meetingID, typed string) (page SheetPage, err error) {
	if page.MeetingPage, err = s.Meeting(ctx, actor, offeringID, meetingID); err != nil {
		return page, err
	}
	code, _ := ParseRoomCode(typed)
	at := slices.IndexFunc(page.Sheets, func(s MeetingSheet) bool { return s.Code == code })
	if at < 0 {
		return page, fault.Missing("noun.paper_sheet")
	}
	page.Sheet = page.Sheets[at]
	byID := map[string]MeetingRow{}
	for _, r := range page.Rows {
		byID[r.EnrolmentID] = r
	}
	var rows []MeetingRow
	for _, id := range page.Sheet.Enrolments {
		if r, there := byID[id]; there {
			rows = append(rows, r)
		}
	}
	for _, r := range page.Rows {
		if !slices.Contains(page.Sheet.Enrolments, r.EnrolmentID) {
			rows = append(rows, r)
			page.Later++
		}
	}
	page.Rows = rows
	return page, nil
}

// SheetMeeting gives the identifier of the meeting of an offering to which a printed sheet belongs.
func (s *Service) SheetMeeting(ctx context.Context, actor access.Actor, offeringID, typed string) (sheet MeetingSheet, err error) {
	if err := actor.NeedSomewhere(access.RunOfferings); err != nil {
		return sheet, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, _, err := scopeOf(tx, actor, offeringID); err != nil {
			return err
		}
		code, _ := ParseRoomCode(typed)
		err := tx.DB.Where("code = ? AND meeting_id IN (SELECT id FROM meeting WHERE offering_id = ?)", code, offeringID).Take(&sheet).Error
		if db.IsNone(err) {
			return fault.OnField("sheet", "meetings.sheet_unknown")
		}
		return err
	})
	return sheet, err
}
