export { maxSorted, minSorted, uniqueCountSorted } from 'simple-statistics';
