package report

import (
	"relevo/app/i18n"
	"relevo/app/measure"
)

// A figure that may not be told is always called the same ("oculto"), and where there is nothing to count stands a dash: whoever reads can tell one from the
// other. Counts and estimates of a cascade are undefined only where they are hidden.

// Hidden is the word for what may not be told.
func Hidden(p *i18n.Printer) string { return p.T("analytics.hidden.word") }

// Or gives what is written of a number, or the word for what may not be told where it is undefined because it is hidden.
func Or(p *i18n.Printer, n measure.Number, hidden bool, written string) string {
	if hidden && !n.Defined() {
		return Hidden(p)
	}
	return written
}

// Whole writes a count that is undefined only where it is hidden.
func Whole(p *i18n.Printer, n measure.Number) string { return Or(p, n, true, p.Number(n.Float(), 0)) }

// Tenths writes an estimate of people that is undefined only where it is hidden.
func Tenths(p *i18n.Printer, n measure.Number) string { return Or(p, n, true, p.Number(n.Float(), 1)) }

// Share writes what part is of a whole: a dash where the whole is nobody.
func Share(p *i18n.Printer, part, whole measure.Number) string {
	share := over(part, whole)
	return Or(p, share, !part.Defined() || !whole.Defined(), p.Percent(share.Float(), 0))
}

// PerPost writes how many certificates there are for every post: "2.5", where a share would be an odd 250 %.
func PerPost(p *i18n.Printer, certificates, posts measure.Number) string {
	each := over(certificates, posts)
	return Or(p, each, !certificates.Defined() || !posts.Defined(), p.Number(each.Float(), 1))
}

func over(part, whole measure.Number) measure.Number {
	if whole > 0 {
		return part / whole
	}
	return measure.Undefined()
}
