using StackExchange.Redis;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Redis.Preflight;

namespace Swarm.Messaging.Integration.Tests.Preflight;

public sealed class RedisPreflightTests
{
    [Fact]
    public async Task Run_SafeServer_FindsNothingAndLeavesNothing()
    {
        await using var server = await RedisServer.StartAsync();

        var findings = await RunAsync(server);

        findings.ShouldAllBe(finding => finding.Severity == PreflightSeverity.Ok);
        findings.Select(finding => finding.Name).ShouldBe(
            ["version", "role", "clock", "config", "busy-reply-threshold", "maxmemory-policy", "appendonly", "appendfsync", "lua", "functions"]);
        await using var client = await server.ConnectAsync();
        (await client.GetServers().Single().DatabaseSizeAsync()).ShouldBe(0);
    }

    // Severities as text: xunit shows them, and the enum is internal.
    [Theory]
    [InlineData("maxmemory-policy", "Refuse", "allkeys-lru", "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")]
    [InlineData("maxmemory-policy", "Warn", "volatile-ttl", "--maxmemory-policy", "volatile-ttl")]
    [InlineData("maxmemory", "Warn", "1048576", "--maxmemory", "1mb")]
    [InlineData("appendonly", "Refuse", "no", "--appendonly", "no")]
    [InlineData("appendfsync", "Refuse", "no", "--appendfsync", "no")]
    [InlineData("busy-reply-threshold", "Warn", "0 ms", "--lua-time-limit", "0")]
    [InlineData("busy-reply-threshold", "Warn", "10 ms", "--lua-time-limit", "10")]
    [InlineData("config", "Warn", "forbids", "--rename-command", "CONFIG", "")]
    [InlineData("lua", "Refuse", "refused a script", "--user", "default", "on", "nopass", "~*", "&*", "+@all", "-eval", "-evalsha")]
    [InlineData("functions", "Refuse", "refused FCALL: NOPERM", "--user", "default", "on", "nopass", "~*", "&*", "+@all", "-fcall")]
    [InlineData("functions", "Refuse", "refused FUNCTION: NOPERM", "--user", "default", "on", "nopass", "~*", "&*", "+@all", "-function")]
    [InlineData("role", "Refuse", "slave of 127.0.0.1:1", "--replicaof", "127.0.0.1", "1")]
    public async Task Run_UnsafeSetting_NamesItWithItsMend(string name, string severity, string found, params string[] arguments)
    {
        await using var server = await RedisServer.StartAsync(new() { Arguments = arguments });

        var finding = (await RunAsync(server)).Single(finding => finding.Name == name);

        finding.Severity.ShouldBe(Enum.Parse<PreflightSeverity>(severity), finding.ToString());
        finding.Found.ShouldContain(found);
        finding.Why.ShouldNotBeEmpty();
        finding.Mend.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("--maxmemory-policy", "allkeys-lru", "--maxmemory", "100mb")]
    [InlineData("--appendonly", "no")]
    public async Task Mend_Followed_MakesTheServerSafe(params string[] arguments)
    {
        await using var server = await RedisServer.StartAsync(new() { Arguments = arguments });
        var finding = (await RunAsync(server))[0];
        finding.Severity.ShouldBe(PreflightSeverity.Refuse);

        // The second half, CONFIG REWRITE, needs a configuration file, which this server has not.
        var words = finding.Mend.Split(" && ")[0].Split(' ');
        words[..3].ShouldBe(["redis-cli", "CONFIG", "SET"]);
        await using var client = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},allowAdmin=true");
        await client.GetServers().Single().ConfigSetAsync(words[3], words[4]);

        (await RunAsync(server)).ShouldAllBe(mended => mended.Severity == PreflightSeverity.Ok);
    }

    [Fact]
    public async Task Run_AllowUnsafe_WarnsInsteadOfRefusing()
    {
        await using var server = await RedisServer.StartAsync(new() { AppendFsync = null });

        var findings = await RunAsync(server, new() { AllowUnsafe = true });

        findings.ShouldContain(finding => finding.Name == "appendonly" && finding.Severity == PreflightSeverity.Warn);
        findings.ShouldNotContain(finding => finding.Severity == PreflightSeverity.Refuse);
    }

    [Fact]
    public async Task Run_NobodyThere_RefusesEvenWithAllowUnsafe()
    {
        var configuration = ConfigurationOptions.Parse($"127.0.0.1:{FreePort.Take()},connectTimeout=500");

        var findings = await RedisPreflight.RunAsync(configuration, new() { AllowUnsafe = true }, TimeProvider.System);

        findings.Single().ShouldSatisfyAllConditions(
            finding => finding.Name.ShouldBe("connection"), finding => finding.Severity.ShouldBe(PreflightSeverity.Refuse));
    }

    private static Task<IReadOnlyList<PreflightFinding>> RunAsync(RedisServer server, PreflightOptions? options = null) =>
        RedisPreflight.RunAsync(ConfigurationOptions.Parse(server.ConnectionString), options ?? new(), TimeProvider.System);
}
