using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client;
using Swarm.Messaging.Integration.Tests.Services;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Durability;

/// <summary>kill -9 of the broker or of Redis while tasks come in and run; both are started again on their data.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class KilledServerTests(RabbitMqFixture rabbit, ITestOutputHelper output)
{
    [Fact]
    public async Task A_killed_RabbitMQ_loses_nothing()
    {
        await using var redis = await RedisServer.StartAsync(new() { AppendFsync = "everysec" });

        await RunAsync(redis, async () =>
        {
            await rabbit.Server.KillAsync();
            await rabbit.Server.RestartAsync();
        });
    }

    [Fact]
    public async Task A_killed_Redis_that_writes_through_loses_nothing()
    {
        await using var redis = await RedisServer.StartAsync(new() { AppendFsync = "always" });

        await RunAsync(redis, async () =>
        {
            await redis.KillAsync();
            await redis.RestartAsync();
        });
    }

    private async Task RunAsync(RedisServer redis, Func<Task> strike)
    {
        var prefix = $"t{Guid.NewGuid():N}";
        await using var installation = await Installation.StartAsync(
            [.. Counts.Leases, $"Prefix={prefix}", $"Broker={rabbit.Server.Address()}", $"Redis={redis.ConnectionString}", "AllowUnsafe=true"]);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSwarmClient(o => (o.Broker, o.Prefix, o.Timeout) = (rabbit.Server.Address(), prefix, TimeSpan.FromSeconds(5)));
        using var program = builder.Build();
        await program.StartAsync();
        var load = new TaskLoad(Counts.ServerKillTasks);

        var submitting = load.SubmitAsync(program.Services.GetRequiredService<ISwarmClient>());
        await new RandomMoments(output).StrikeAsync(installation, load.Count, Counts.Kills, strike);
        await submitting;

        var again = await load.EachEndsOnceAsync(installation);
        output.WriteLine($"{load.Count} tasks, {Counts.Kills} kills, 0 lost, {again} executed again");
        await program.StopAsync();
    }
}
