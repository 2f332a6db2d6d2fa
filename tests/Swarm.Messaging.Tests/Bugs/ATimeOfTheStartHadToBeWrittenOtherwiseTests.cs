using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary><c>30s</c> was a time to <c>swarm config</c> and none to the settings of the start.</summary>
public sealed class ATimeOfTheStartHadToBeWrittenOtherwiseTests
{
    [Theory]
    [InlineData("1500ms", 1_500)]
    [InlineData("90s", 90_000)]
    [InlineData("2m", 120_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData(" 1D ", 86_400_000)]
    [InlineData("00:00:01.5", 1_500)]
    [InlineData("1.00:00:00", 86_400_000)]
    public void Each_form_is_the_same_time_to_all_that_take_one(string text, double ms)
    {
        var json = JsonSerializer.SerializeToElement(text);
        var atRunTime = new TaskOptions();

        new ConfigurationField("Tasks", typeof(TaskOptions).GetProperty(nameof(TaskOptions.Retention))!).Set(atRunTime, json).ShouldBeNull();

        atRunTime.Retention.ShouldBe(TimeSpan.FromMilliseconds(ms));
        Start("Tasks:Retention", text).GetSection("Tasks").Get<TaskOptions>()!.Retention.ShouldBe(atRunTime.Retention);
        Start("Wasm:Pool:IdleLimit", text).GetSection("Wasm:Pool").Get<WasmPoolOptions>()!.IdleLimit.ShouldBe(atRunTime.Retention);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("5 fortnights")]
    [InlineData("45")]
    [InlineData("1e3s")]
    [InlineData("s")]
    public void What_is_neither_is_refused_with_its_name_its_value_and_both_forms(string text) =>
        Refused("Tasks:Retention", text).ShouldBe($"Tasks:Retention is '{text}'; it must be a time such as 00:00:30 or 1.00:00:00, or 500ms, 30s, 5m, 2h or 1d.");

    [Theory]
    [InlineData("Tasks:Retention", "0s", "longer than 0")]
    [InlineData("Tasks:Retention", "-5s", "longer than 0")]
    [InlineData("Tasks:Retention", "0.1ms", "longer than 0")]
    [InlineData("Tasks:Retention", "4000d", "at most 3650.00:00:00")]
    [InlineData("Workers:HealthCheckInterval", "25d", "at most 24.00:00:00")]
    public void One_out_of_bounds_is_told_as_it_was_written(string name, string text, string said)
    {
        var failure = Refused(name, text);

        failure.ShouldStartWith($"{name} is '{text}'");
        failure.ShouldContain(said);
    }

    /// <summary>Only what is a time becomes another text.</summary>
    [Fact]
    public void A_name_that_looks_like_a_time_stays() => SettingsReader.Read([new("Prefix", "1d"), new("Tasks:Retention", "1d")], "/").Prefix.ShouldBe("1d");

    private static IConfiguration Start(string name, string text) => SettingsReader.Read([new(name, text)], "/").Sections;

    private static string Refused(string name, string text) =>
        Should.Throw<SettingsException>(() => SettingsReader.Read([new(name, text)], "/")).Failures.ShouldHaveSingleItem();
}
