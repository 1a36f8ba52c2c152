package parts

import "relevo/app/i18n"

// Paging leads through a long list; an empty address means there is no such page.
type Paging struct {
	Previous, Next string
	Label          string // "51 a 100 de 240"
}

// PageOf tells which of count things stand on the page with a number, from 1, and the way to the pages beside it. A page beyond the last is the
// last, one before the first the first. address gives the address of a page.
func PageOf(p *i18n.Printer, count, number, size int, address func(number int) string) (from, to int, paging Paging) {
	last := max(1, (count+size-1)/size)
	number = min(max(number, 1), last)
	from, to = (number-1)*size, min(number*size, count)
	paging.Label = p.T("web.page_of", "from", from+1, "to", to, "count", count)
	if number > 1 {
		paging.Previous = address(number - 1)
	}
	if number < last {
		paging.Next = address(number + 1)
	}
	return from, to, paging
}
