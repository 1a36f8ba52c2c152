package chart

import (
	"math"

	"relevo/app/i18n"
)

// Chain shows boxes one after another, each with what stands in it: beside one another in a wide drawing, below one another in a narrow one.
type Chain struct {
	About
	Head  []string // of the table: the box, what stands in it, its value, where it should go
	Links []ChainLink
}

// ChainLink is one box.
type ChainLink struct {
	Title string
	Items []ChainItem
}

// ChainItem is one line of a box. Value and Aim are written out; an Aim may be empty.
type ChainItem struct{ Label, Value, Aim string }

const (
	chainGap  = 20.0
	chainEdge = 8.0
)

// Drawing draws the boxes.
func (c Chain) Drawing(_ *i18n.Printer, width float64) Drawing {
	d := Drawing{Width: width}
	n := float64(len(c.Links))
	if width <= 500 || n == 0 {
		y := 1.0
		for i, link := range c.Links {
			if i > 0 {
				arrow(&d, Point{width / 2, y}, Point{width / 2, y + chainGap})
				y += chainGap
			}
			height := chainHeight(link, width-2)
			link.draw(&d, 1, y, width-2, height)
			y += height
		}
		d.Height = y + 2
		return d
	}
	box := (width - 2 - chainGap*(n-1)) / n
	height := 0.0
	for _, link := range c.Links {
		height = math.Max(height, chainHeight(link, box))
	}
	for i, link := range c.Links {
		x := 1 + float64(i)*(box+chainGap)
		if i > 0 {
			arrow(&d, Point{x - chainGap, 1 + height/2}, Point{x, 1 + height/2})
		}
		link.draw(&d, x, 1, box, height)
	}
	d.Height = height + 3
	return d
}

// lines breaks the words of an item.
func (i ChainItem) lines(width float64) (label, aim []string) {
	return wrap(i.Label, width-2*chainEdge), wrap(i.Aim, width-2*chainEdge)
}

func chainHeight(link ChainLink, width float64) float64 {
	height := leading*float64(len(wrap(link.Title, width-2*chainEdge))) + 2*chainEdge
	for _, item := range link.Items {
		label, aim := item.lines(width)
		height += leading*float64(len(label)+1+len(aim)) + 9
	}
	return height
}

func (link ChainLink) draw(d *Drawing, x, y, width, height float64) {
	d.box("step", x, y, width, height)
	y += chainEdge
	write := func(class string, lines ...string) {
		for _, line := range lines {
			d.label(class, "start", x+chainEdge, y+fontSize, line)
			y += leading
		}
	}
	write("value", wrap(link.Title, width-2*chainEdge)...)
	for _, item := range link.Items {
		y += 5
		d.path("grid", Point{x + chainEdge, y}, Point{x + width - chainEdge, y})
		y += 4
		label, aim := item.lines(width)
		write("label", label...)
		write("value", item.Value)
		write("note plain", aim...)
	}
}

// Table lists what stands in the boxes.
func (c Chain) Table(*i18n.Printer) Table {
	t := Table{Head: c.Head}
	for _, link := range c.Links {
		for _, item := range link.Items {
			t.Rows = append(t.Rows, []string{item.Label + " (" + link.Title + ")", item.Value, item.Aim})
		}
	}
	return t
}
