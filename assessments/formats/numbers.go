package formats

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// NumberOf reads what a numeric question accepts: "3", "3.14:0.01" (as much more or less)
// or "2.5..3.5", with decimal points or commas.
func NumberOf(s string) (Number, bool) {
	if low, high, ok := strings.Cut(s, ".."); ok {
		a, okLow := parseNumber(low)
		b, okHigh := parseNumber(high)
		return Number{Low: a, High: b}, okLow && okHigh && a <= b
	}
	value, margin, ok := strings.Cut(s, ":")
	if !ok {
		margin = "0"
	}
	return Around(value, margin)
}

// Around is the range of a value and what it may be off by.
func Around(value, margin string) (Number, bool) {
	x, okValue := parseNumber(value)
	tolerance, okMargin := parseNumber(margin)
	n := Number{Low: x - tolerance, High: x + tolerance}
	// Decimals are added as people do: 3.14 and 0.01 make 3.15 and not 3.1500000000000004.
	if v, m := decimal(value), decimal(margin); v != nil && m != nil {
		n.Low, _ = new(big.Rat).Sub(v, m).Float64()
		n.High, _ = new(big.Rat).Add(v, m).Float64()
	}
	return n, okValue && okMargin && tolerance >= 0 && !math.IsInf(n.Low, 0) && !math.IsInf(n.High, 0)
}

// Middle writes a range as a value and what it may be off by, exactly.
func Middle(n Number) (value, margin string) {
	low, high := decimal(Decimal(n.Low)), decimal(Decimal(n.High))
	if low == nil || high == nil {
		return Decimal((n.Low + n.High) / 2), Decimal((n.High - n.Low) / 2)
	}
	half := big.NewRat(1, 2)
	middle := new(big.Rat).Add(low, high)
	off := new(big.Rat).Sub(high, low)
	return exact(middle.Mul(middle, half)), exact(off.Mul(off, half))
}

// Decimal writes a number without an exponent.
func Decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func parseNumber(s string) (float64, bool) {
	x, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(s), ",", "."), 64)
	return x, err == nil && !math.IsNaN(x) && !math.IsInf(x, 0)
}

// short is a decimal that is cheap to reckon with; exponents could be immense.
var short = regexp.MustCompile(`^[+-]?[0-9]{1,30}([.,][0-9]{1,30})?$`)

func decimal(s string) *big.Rat {
	if s = strings.TrimSpace(s); !short.MatchString(s) {
		return nil
	}
	x, ok := new(big.Rat).SetString(strings.ReplaceAll(s, ",", "."))
	if !ok {
		return nil
	}
	return x
}

func exact(x *big.Rat) string {
	s := x.FloatString(31)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
