/** `review --format email`: the reply, as review/ writes it. */
import type { SeriesReview } from '../../review/api';
import { replies } from '../../review/reply';

export function renderReviewEmail(review: SeriesReview, all: boolean): string {
  return replies(review, all);
}
