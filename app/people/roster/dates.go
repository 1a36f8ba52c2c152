package roster

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"relevo/app/db"
)

// months are the names a list may use, in full; three letters of one are
// enough. English names come from spreadsheets set to that language.
var months = map[string]time.Month{
	"enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8,
	"septiembre": 9, "setiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
	"september": 9, "october": 10, "november": 11, "december": 12,
}

func month(word string) (time.Month, bool) {
	if len(word) < 3 {
		return 0, false
	}
	for name, m := range months {
		if strings.HasPrefix(name, word) {
			return m, true
		}
	}
	return 0, false
}

// Serial numbers of spreadsheets that can be a date of a posting: 1 January
// 1950 to 31 December 2099.
const (
	firstSerial = 18264
	lastSerial  = 73050
	// epochSerial is the serial number of 1 January 1970.
	epochSerial = 25569
	// offset1904 is what a workbook counting from 1904 is behind by.
	offset1904 = 1462
)

// parseDate reads a date as Peruvian lists write them: 30/11/2024, 30.11.24,
// 2024-11-30, 20241130, 13-feb-24, "13 de febrero de 2024", or a spreadsheet's
// serial number. Note is NoteSerialDate or NoteMonthFirst when that was needed,
// else "". AsOf decides the century of a year with two digits: at most five
// years ahead of it; without one (0) it is this century.
func parseDate(text string, asOf db.Date, date1904 bool) (date db.Date, note string, ok bool) {
	text = strings.TrimSpace(text)
	if date, ok := serial(text, date1904); ok {
		return date, NoteSerialDate, true
	}
	if len(text) == 8 && strings.Trim(text, "0123456789") == "" {
		text = text[:4] + "-" + text[4:6] + "-" + text[6:]
	}
	if i := strings.IndexByte(text, ':'); i >= 0 { // a time of day follows the date
		text = strings.TrimRight(text[:i], "0123456789")
		text = strings.TrimRight(text, " T")
	}
	numbers, names := dateParts(text)
	var y, m, d int
	switch {
	case len(numbers) == 2 && len(names) == 1:
		d, m, y = numbers[0], int(names[0]), numbers[1]
		if d > 31 {
			d, y = y, d
		}
	case len(numbers) == 3 && len(names) == 0 && numbers[0] > 31:
		y, m, d = numbers[0], numbers[1], numbers[2]
	case len(numbers) == 3 && len(names) == 0:
		d, m, y = numbers[0], numbers[1], numbers[2]
		if m > 12 && d <= 12 {
			d, m, note = m, d, NoteMonthFirst
		}
	default:
		return 0, "", false
	}
	if y < 100 {
		y += 2000
		if asOf != 0 && y > asOf.Time().Year()+5 {
			y -= 100
		}
	}
	if y < 1900 || y > 2200 || m < 1 || m > 12 {
		return 0, "", false
	}
	date = db.NewDate(y, time.Month(m), d)
	if date.Time().Day() != d || date.Time().Month() != time.Month(m) {
		return 0, "", false // 31 of a month that has 30
	}
	return date, note, true
}

// serial reads a spreadsheet's day number, with or without a part of a day.
func serial(text string, date1904 bool) (db.Date, bool) {
	if text == "" || strings.Trim(text, "0123456789.") != "" {
		return 0, false
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, false
	}
	if date1904 {
		number += offset1904
	}
	if number < firstSerial || number >= lastSerial+1 {
		return 0, false
	}
	return db.Date(int(math.Floor(number)) - epochSerial), true
}

// dateParts are the numbers and the months of a text, in order. A word that is
// neither a month nor a joining word or weekday makes the numbers nil.
func dateParts(text string) (numbers []int, names []time.Month) {
	words := strings.FieldsFunc(separateDigits(foldKeepingSigns(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for _, word := range words {
		if n, err := strconv.Atoi(word); err == nil {
			if len(word) > 4 {
				return nil, nil
			}
			numbers = append(numbers, n)
			continue
		}
		if m, is := month(word); is {
			names = append(names, m)
			continue
		}
		switch word {
		case "de", "del", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo":
		default:
			return nil, nil
		}
	}
	return numbers, names
}

// separateDigits puts a space between letters and digits: 13feb2024.
func separateDigits(s string) string {
	var b strings.Builder
	var before rune
	for _, r := range s {
		if before != 0 && unicode.IsLetter(before) != unicode.IsLetter(r) && unicode.IsDigit(before) != unicode.IsDigit(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

// noDate are the ways of a list to say that there is no date.
var noDate = map[string]bool{
	"": true, "na": true, "n a": true, "no": true, "ninguno": true, "ninguna": true, "no aplica": true, "sin fecha": true, "s n": true, "sn": true,
	"vigente": true, "actual": true, "actualidad": true, "a la fecha": true, "a la actualidad": true, "hasta la fecha": true,
	"indefinido": true, "indeterminado": true, "activo": true, "activa": true, "continua": true, "labora": true, "0": true,
}
