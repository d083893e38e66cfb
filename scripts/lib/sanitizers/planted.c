/* A mistake for each sanitizer to find: overflow, leak or race. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int count;

static void *add(void *unused) {
  count++;
  return unused;
}

int main(int argument_count, char **arguments) {
  const char *mistake = argument_count > 1 ? arguments[1] : "";
  volatile char *block = malloc(16);
  if (strcmp(mistake, "overflow") == 0) block[argument_count + 14] = 1;
  if (strcmp(mistake, "race") == 0) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, add, NULL) != 0) return 1;
    add(NULL);
    pthread_join(thread, NULL);
  }
  if (strcmp(mistake, "leak") != 0) free((void *)block);
  block = NULL;
  printf("%d\n", count);
  return 0;
}
