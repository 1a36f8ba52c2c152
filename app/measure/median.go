package measure

// Median is the middle value, or the mean of the two in the middle; undefined of nothing.
func Median(values []float64) Number {
	if len(values) == 0 {
		return Undefined()
	}
	return Number(medianOf(values))
}
