#pragma once

double circle(double radius);
double square(double side);
double unused(double side);
