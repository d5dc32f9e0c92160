/* Pattern of commit e05741fb10c3: the change check stands on the way out only (as it was) */
#include <linux/gfp.h>
#include <linux/seqlock.h>

struct request {
	int order;
	int retries;
};

unsigned int zones_begin(void);
bool zones_changed(unsigned int cookie);
struct page *take(struct request *request);
bool should_retry(struct request *request);

struct page *slow_path(struct request *request)
{
	struct page *page;
	unsigned int cookie;

restart:
	cookie = zones_begin();
retry:
	page = take(request);
	if (page)
		return page;
	if (should_retry(request)) // expect(likely): slow-path-retry "cookie"
		goto retry;
	if (zones_changed(cookie))
		goto restart;
	return NULL;
}
