#pragma once
#include <string>

int count_words(const std::string &text);
int count_lines(const std::string &text);
void print_count(const char *what, int count);
