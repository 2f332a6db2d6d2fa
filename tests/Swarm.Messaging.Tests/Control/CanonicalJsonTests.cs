using System.Text;
using System.Text.Json;
using Swarm.Messaging.Control;

namespace Swarm.Messaging.Tests.Control;

public sealed class CanonicalJsonTests
{
    /// <summary>The samples of RFC 8785, appendix B, as far as JSON can write them.</summary>
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(-5e-324, "-5e-324")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157e+308")]
    [InlineData(9007199254740992, "9007199254740992")]
    [InlineData(-9007199254740992, "-9007199254740992")]
    [InlineData(295147905179352830000.0, "295147905179352830000")]
    [InlineData(9.999999999999997e22, "9.999999999999997e+22")]
    [InlineData(1e23, "1e+23")]
    [InlineData(1.0000000000000001e23, "1.0000000000000001e+23")]
    [InlineData(999999999999999700000.0, "999999999999999700000")]
    [InlineData(999999999999999900000.0, "999999999999999900000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(9.999999999999997e-7, "9.999999999999997e-7")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(333333333.3333332, "333333333.3333332")]
    [InlineData(333333333.33333325, "333333333.33333325")]
    [InlineData(0.05, "0.05")]
    [InlineData(-0.0000033333333333333333, "-0.0000033333333333333333")]
    [InlineData(1424953923781206.2, "1424953923781206.2")]
    [InlineData(300000, "300000")]
    [InlineData(4.5, "4.5")]
    public void Number_IsWrittenAsEcmaScriptDoes(double number, string text) => CanonicalJson.Number(number).ShouldBe(text);

    [Fact]
    public void Of_TheSampleOfTheRfc_IsItsText() =>
        Text("""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """).ShouldBe("""{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""");

    [Fact]
    public void Of_NamesAreSortedByUtf16_AndNotByCodePoint() =>
        Text("""{"\ufb33":1,"\ud83d\ude00":2,"\u00f6":3,"1":4,"\r":5,"a":{"z":1,"b":[]}}""")
            .ShouldBe("{\"\\r\":5,\"1\":4,\"a\":{\"b\":[],\"z\":1},\"\u00f6\":3,\"\ud83d\ude00\":2,\"\ufb33\":1}");

    [Fact]
    public void Of_LeavesOutTheMemberOfTheOutermostObjectOnly() =>
        Text("""{"signature":"x","a":{"signature":"y"}}""", "signature").ShouldBe("""{"a":{"signature":"y"}}""");

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":[{"b":1,"\u0062":2}]}""")]
    [InlineData("""{"a":1e999}""")]
    public void Of_WhatHasNoSingleText_IsNull(string json) => CanonicalJson.Of(JsonElement.Parse(json)).ShouldBeNull();

    private static string Text(string json, string? without = null) => Encoding.UTF8.GetString(CanonicalJson.Of(JsonElement.Parse(json), without)!);
}
