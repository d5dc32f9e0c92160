/* A call of each row of tables/virtualAllocators.ts; beside it what the call does. Kernel 6.12 unless a version stands in brackets. */
void virtualAllocators_rows(void)
{
	__vcalloc(a, b, GFP_KERNEL); // not in interrupt (kernel-bug); allocate vmalloc gfp @2
	__vmalloc(a, GFP_KERNEL); // not in interrupt (kernel-bug); allocate vmalloc gfp @1
	__vmalloc_array(a, b, GFP_KERNEL); // not in interrupt (kernel-bug); allocate vmalloc gfp @2
	__vmalloc_node(a, b, GFP_KERNEL); // not in interrupt (kernel-bug); allocate vmalloc gfp @2
	__vmalloc_node_range(a, b, c, d, GFP_KERNEL); // not in interrupt (kernel-bug); allocate vmalloc gfp @4
	kvcalloc(a, b, GFP_KERNEL); // allocate kvmalloc gfp @2
	kvcalloc_node(a, b, GFP_KERNEL); // allocate kvmalloc gfp @2
	kvmalloc(a, GFP_KERNEL); // allocate kvmalloc gfp @1
	kvmalloc_array(a, b, GFP_KERNEL); // allocate kvmalloc gfp @2
	kvmalloc_array_node(a, b, GFP_KERNEL); // allocate kvmalloc gfp @2
	kvmalloc_node(a, GFP_KERNEL); // allocate kvmalloc gfp @1
	kvmemdup(a, b, GFP_KERNEL); // allocate kvmalloc gfp @2
	kvrealloc(a, b, GFP_KERNEL); // allocate kvmalloc gfp @2
	kvrealloc(a, b, c, GFP_KERNEL); // allocate kvmalloc gfp @3
	kvzalloc(a, GFP_KERNEL); // allocate kvmalloc gfp @1
	kvzalloc_node(a, GFP_KERNEL); // allocate kvmalloc gfp @1
	vcalloc(); // not in interrupt (kernel-bug); allocate vmalloc GFP_KERNEL
	vmalloc(); // not in interrupt (kernel-bug); allocate vmalloc GFP_KERNEL
	vmalloc_32(); // not in interrupt (kernel-bug); allocate vmalloc GFP_KERNEL
	vmalloc_32_user(); // not in interrupt (kernel-bug); allocate vmalloc GFP_KERNEL
	vmalloc_array(); // not in interrupt (kernel-bug); allocate vmalloc GFP_KERNEL
	vmalloc_huge(a, GFP_KERNEL); // not in interrupt (kernel-bug); allocate vmalloc gfp @1
	vmalloc_node(); // not in interrupt (kernel-bug); allocate vmalloc GFP_KERNEL
	vmalloc_user(); // not in interrupt (kernel-bug); allocate vmalloc GFP_KERNEL
	vzalloc(); // not in interrupt (kernel-bug); allocate vmalloc GFP_KERNEL
	vzalloc_node(); // not in interrupt (kernel-bug); allocate vmalloc GFP_KERNEL
}
