using System.Text.Json;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Configuration;

public sealed class ConfigurationValuesTests
{
    [Theory]
    [InlineData("\"00:00:30\"", 30_000)]
    [InlineData("\"1.00:00:00\"", 86_400_000)]
    [InlineData("\"500ms\"", 500)]
    [InlineData("\"30s\"", 30_000)]
    [InlineData("\"1.5m\"", 90_000)]
    [InlineData("\"2h\"", 7_200_000)]
    [InlineData("300000", 300_000)]
    public void Read_Time_InEveryFormPeopleWriteIt(string json, double ms) =>
        Read<TimeSpan>(json).ShouldBe(TimeSpan.FromMilliseconds(ms));

    /// <summary>A bare number as text would be days in settings and seconds on the command line.</summary>
    [Theory]
    [InlineData("\"30\"")]
    [InlineData("\"-00:00:01\"")]
    [InlineData("\"00:00:00\"")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("true")]
    [InlineData("\"soon\"")]
    [InlineData("\"1e30s\"")]
    [InlineData("1e300")]
    public void Read_WhatIsNoTime_IsTold(string json) =>
        ConfigurationValues.Read(JsonElement.Parse(json), typeof(TimeSpan), out _).ShouldNotBeNull().ShouldContain("a time longer than 0");

    [Theory]
    [InlineData("12", 12)]
    [InlineData("\"12\"", 12)]
    public void Read_Number_AlsoAsText(string json, int number) => Read<int>(json).ShouldBe(number);

    [Theory]
    [InlineData("1.5", typeof(int))]
    [InlineData("99999999999", typeof(int))]
    [InlineData("[]", typeof(int))]
    [InlineData("\"NaN\"", typeof(double))]
    [InlineData("1", typeof(bool))]
    [InlineData("{}", typeof(string))]
    [InlineData("""{"preset":"ghl"}""", typeof(RetryPolicy[]))]
    public void Read_AnotherForm_IsTold(string json, Type type) => ConfigurationValues.Read(JsonElement.Parse(json), type, out _).ShouldNotBeNull();

    [Fact]
    public void Show_IsReadBackAsTheSame()
    {
        var policy = new RetryPolicy("ghl", 4, TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(32), 0.25, true);

        Read<RetryPolicy>(ConfigurationValues.Show(policy).GetRawText()).ShouldBe(policy);
        Read<double>(ConfigurationValues.Show(0.1).GetRawText()).ShouldBe(0.1);
    }

    private static T Read<T>(string json)
    {
        ConfigurationValues.Read(JsonElement.Parse(json), typeof(T), out var value).ShouldBeNull();
        return value.ShouldBeOfType<T>();
    }
}
