"""The tables of ../src/model.rs."""

from django.db import models


class Country(models.Model):
    name = models.CharField(max_length=100)

    class Meta:
        db_table = "countries"


class City(models.Model):
    name = models.CharField(max_length=100)
    country = models.ForeignKey(Country, models.CASCADE)

    class Meta:
        db_table = "cities"


class Customer(models.Model):
    name = models.CharField(max_length=100)
    email = models.CharField(max_length=200)
    city = models.ForeignKey(City, models.CASCADE)

    class Meta:
        db_table = "customers"


class Order(models.Model):
    amount = models.BigIntegerField()
    note = models.TextField(null=True)
    customer = models.ForeignKey(Customer, models.CASCADE)

    class Meta:
        db_table = "orders"


class Item(models.Model):
    name = models.CharField(max_length=100)
    pieces = models.IntegerField()
    order = models.ForeignKey(Order, models.CASCADE)

    class Meta:
        db_table = "items"
