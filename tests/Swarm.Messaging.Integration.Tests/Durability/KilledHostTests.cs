using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.RabbitMq;
using Swarm.Messaging.Integration.Tests.Services;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Durability;

/// <summary>kill -9 of the host's process at random moments, and a new host on what it left.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class KilledHostTests(RabbitMqFixture rabbit, RedisFixture redis, ITestOutputHelper output) : IClassFixture<RedisFixture>
{
    public static TheoryData<int> Rounds => Counts.Rounds;

    [Theory]
    [MemberData(nameof(Rounds))]
    public async Task Embedded_every_accepted_task_ends_once(int round)
    {
        await using var installation = await Installation.StartAsync(Counts.Leases);
        var load = new TaskLoad(Counts.HostKillTasks);

        await RunAsync(installation, load, load.SubmitAsync(installation.Client), round);
    }

    [Theory]
    [MemberData(nameof(Rounds))]
    public async Task On_RabbitMQ_and_Redis_every_accepted_task_ends_once(int round)
    {
        var prefix = $"t{Guid.NewGuid():N}";
        await using var installation = await Installation.StartAsync([
            .. Counts.Leases, $"Prefix={prefix}", $"Broker={rabbit.Server.Address()}", $"Redis={redis.Server.ConnectionString}", "AllowUnsafe=true",
        ]);
        var load = new TaskLoad(Counts.HostKillTasks);

        await RunAsync(installation, load, PublishAsync(load, new BusNames(prefix)), round);
    }

    private async Task RunAsync(Installation installation, TaskLoad load, Task submitting, int round)
    {
        await new RandomMoments(output).StrikeAsync(installation, load.Count, Counts.Kills, installation.KillAndRestartAsync);
        await submitting;

        var again = await load.EachEndsOnceAsync(installation);
        output.WriteLine($"round {round}: {load.Count} tasks, {installation.Killed.Count} kills, 0 lost, {again} executed again");
    }

    /// <summary>What the broker has confirmed is accepted. One task in ten goes alone.</summary>
    private async Task PublishAsync(TaskLoad load, BusNames names)
    {
        await using var client = await PlainClient.ConnectAsync(rabbit.Server.Address());
        foreach (var batch in load.Batches)
        {
            var alone = batch.Length / 10;
            foreach (var task in batch.Take(alone))
                await client.SendAsync(names.SubmitTask, JsonSerializer.SerializeToUtf8Bytes(task, WireJson.Options));
            await client.SendAsync(names.SubmitTasks, JsonSerializer.SerializeToUtf8Bytes(new SubmitTasks { Tasks = batch[alone..] }, WireJson.Options));
        }
    }
}
