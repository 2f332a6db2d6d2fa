using StackExchange.Redis;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Hosts;
using Swarm.Messaging.Redis.Embedded;

namespace Swarm.Messaging.Integration.Tests.Services;

public sealed class RedisServerTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Killed_ThenRestarted_HasItsDataAndItsPort()
    {
        await redis.Client.GetDatabase().StringSetAsync("killed", 1);
        var port = redis.Server.Port;
        var died = redis.Server.ProcessId;

        await redis.Server.KillAsync();
        ForeignProcess.Lives(died).ShouldBeFalse();
        await redis.Server.RestartAsync();

        redis.Server.Port.ShouldBe(port);
        await Eventually.HoldsAsync(() => ReadsAsync("killed"), "the same client reads the data");
    }

    [Fact]
    public async Task Paused_ThenResumed_AnswersWhatWasAskedMeanwhile()
    {
        await Eventually.HoldsAsync(() => redis.Client.IsConnected, "the client is connected");
        var patient = ConfigurationOptions.Parse($"{redis.Server.ConnectionString},asyncTimeout=60000,syncTimeout=60000");
        await using var client = await ConnectionMultiplexer.ConnectAsync(patient);

        redis.Server.Pause();
        var asked = client.GetDatabase().PingAsync();
        asked.IsCompleted.ShouldBeFalse();
        redis.Server.Resume();

        (await asked.WaitAsync(Patience)).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task Start_BadArgument_SaysWhyInItsOwnWords()
    {
        var failure = await Should.ThrowAsync<EmbeddedRedisException>(() => RedisServer.StartAsync(new() { Arguments = ["--no-such-setting", "1"] }));

        failure.Message.ShouldContain("no-such-setting");
    }

    private async Task<bool> ReadsAsync(RedisKey key)
    {
        try
        {
            return await redis.Client.GetDatabase().KeyExistsAsync(key);
        }
        catch (RedisException)
        {
            return false; // not reconnected yet
        }
    }
}
