package org.dthinlto.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EndpointTest {

  @ParameterizedTest
  @CsvSource({
    "grpc://localhost:8980, grpc://localhost:8980",
    "grpcs://cache.example, grpcs://cache.example:443",
    "grpc://cache.example, grpc://cache.example:80",
    "cache.example:1234, grpcs://cache.example:1234",
    "grpc://[::1]:50051, grpc://[::1]:50051"
  })
  void endpointsAreRead(String text, String meant) {
    assertEquals(meant, Endpoint.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:1", "", "grpc://", "grpc://a b:1"})
  void whatIsNoneIsSaid(String text) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(text)).getMessage();
    assertEquals("'" + text + "': is no endpoint", said.substring(0, said.indexOf(',')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc://h:1/instance", "grpc://h:1?x", "unix:/x", "grpc://:1"})
  void moreOrLessThanAHostAndAPortIsSaid(String text) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(text)).getMessage();
    assertEquals("'" + text + "': an endpoint is a host and a port and nothing more", said);
  }

  @Test
  void headersAreRead() {
    assertEquals(
        new Endpoint.Header("x-buildbuddy-api-key", "a=b c"),
        Endpoint.Header.parse(" X-BuildBuddy-API-key = a=b c "));
    assertEquals(new Endpoint.Header("empty", ""), Endpoint.Header.parse("empty="));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a b=s3cr3t|'a b': the name of a header is made of letters, digits, '-', '_' and '.'",
        "ä=s3cr3t|'ä': the name of a header is made of letters, digits, '-', '_' and '.'",
        "=s3cr3t|'': a header has a name",
        "x-bin=s3cr3t|'x-bin': headers of bytes (-bin) can't be given",
        "grpc-timeout=s3cr3t|'grpc-timeout': this header is gRPC's own",
        "User-Agent=s3cr3t|'user-agent': this header is gRPC's own",
        "x=s3cr3té|'x': the value of a header is one line of ASCII",
        "Authorization: s3cr3t|a header is written NAME=VALUE, this one has no '='"
      })
  void headersThatCantBeSentAreSaidWithoutTheirValues(String text, String said) {
    assertEquals(
        said,
        assertThrows(IllegalArgumentException.class, () -> Endpoint.Header.parse(text))
            .getMessage());
  }

  @Test
  void aValueIsOneLineAndInNoMessage() {
    assertEquals("authorization=...", new Endpoint.Header("Authorization", "s3cr3t").toString());
    assertThrows(IllegalArgumentException.class, () -> new Endpoint.Header("x", "two\nlines"));
  }

  @Test
  void aCertificateAndItsKeyBelongTogether() {
    new Endpoint.TlsFiles("ca", "cert", "key");
    assertEquals(
        "'cert': a certificate needs its key",
        assertThrows(IllegalArgumentException.class, () -> new Endpoint.TlsFiles("", "cert", ""))
            .getMessage());
    assertEquals(
        "'key': a key needs its certificate",
        assertThrows(IllegalArgumentException.class, () -> new Endpoint.TlsFiles("", "", "key"))
            .getMessage());
  }

  @Test
  void thereIsATokenFileOrAHelper() {
    assertEquals("", new Endpoint.Secrets("file", "").helper());
    assertEquals(
        "'helper': a credential helper and a token file exclude each other",
        assertThrows(IllegalArgumentException.class, () -> new Endpoint.Secrets("file", "helper"))
            .getMessage());
  }

  @Test
  void helpersAreToldTheUsualPortNot() {
    assertEquals("https://h", Endpoint.parse("grpcs://h").uri());
    assertEquals("https://h:8980", Endpoint.parse("grpc://h:8980").uri());
  }
}
