// Package hostiletest sends every reader of the building the files that are made to
// break readers: archives that unpack without end, that name places outside themselves or hold
// links, documents that refer to others or to themselves, texts that are none,
// tables a million columns wide, numbers of a million digits, nests a hundred thousand deep,
// pictures larger than any memory.
//
// A reader may take such a file or refuse it. It may not fall over, take longer than
// somebody waits, use more memory than is set aside for it, or tell what is in
// another file. Each reader's own tests say what it answers, and fuzz it; here each
// meets everything, including what is meant for another, because nobody is kept from
// uploading a picture where a list belongs.
package hostiletest
