typedef unsigned int gfp_t;
typedef unsigned long size_t;
