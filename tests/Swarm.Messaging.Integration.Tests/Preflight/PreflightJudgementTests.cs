using Swarm.Messaging.Redis.Preflight;

namespace Swarm.Messaging.Integration.Tests.Preflight;

/// <summary>What cannot be had from the server installed here: old versions, broken clocks, failing disks.</summary>
public sealed class PreflightJudgementTests
{
    [Theory]
    [InlineData("version", "Refuse", "redis_version", "6.2.14")]
    [InlineData("version", "Ok", "redis_version", "7.0.0")]
    [InlineData("version", "Refuse", "redis_version", "")]
    [InlineData("aof-last-write-status", "Refuse", "aof_last_write_status", "err")]
    [InlineData("aof-last-bgrewrite-status", "Warn", "aof_last_bgrewrite_status", "err")]
    public void Judge_Info_Finds(string name, string severity, string field, string value)
    {
        var facts = Facts() with { Info = new Dictionary<string, string>(Facts().Info) { [field] = value } };

        Severity(facts, name).ShouldBe(severity);
    }

    [Theory]
    [InlineData(4, true, "Ok")]
    [InlineData(-6, true, "Warn")]
    [InlineData(0, false, "Refuse")]
    public void Judge_Clock_Finds(int secondsAhead, bool runs, string severity) =>
        Severity(Facts() with { ClockDifference = TimeSpan.FromSeconds(secondsAhead), ClockRuns = runs }, "clock").ShouldBe(severity);

    [Fact]
    public void ToString_Refusal_IsASentenceThatSaysWhatToDo()
    {
        var finding = PreflightFinding.Refuse("appendonly", "no", "Work would be lost.", "redis-cli CONFIG SET appendonly yes");

        finding.ToString().ShouldBe("refused: appendonly: no. Work would be lost. Mend it with: redis-cli CONFIG SET appendonly yes");
    }

    private static string Severity(RedisFacts facts, string name) =>
        RedisPreflight.Judge(facts, new()).Single(finding => finding.Name == name).Severity.ToString();

    private static RedisFacts Facts() => new(
        "127.0.0.1:6379",
        new Dictionary<string, string> { ["redis_version"] = "7.0.15", ["role"] = "master", ["maxmemory_policy"] = "noeviction", ["aof_enabled"] = "1" },
        new Dictionary<string, string> { ["appendfsync"] = "everysec", ["lua-time-limit"] = "5000" },
        TimeSpan.Zero,
        ClockRuns: true);
}
