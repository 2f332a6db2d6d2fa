using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>Several hosts and several installations on one broker and one Redis.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class SharingTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Two_installations_do_not_see_each_other()
    {
        await using var one = await StartAsync($"one{Guid.NewGuid():N}");
        await using var other = await StartAsync($"other{Guid.NewGuid():N}");
        await using var client = await PlainClient.ConnectAsync(rabbit.Server.Address());
        var othersEvents = await client.ListenAsync(other.Get<BusNames>().Events, "#");
        var othersMany = await client.ListenAsync(other.Get<BusNames>().TaskEvents, "");

        await client.AskAsync(one.Get<BusNames>().SubmitTask, """{ "taskId": "same", "kind": "basic", "operation": "noop" }""");
        await one.WaitForAsync("same", TaskStates.Completed);

        (await other.Queries.GetAsync("same", false, CancellationToken.None)).ShouldBeNull();
        await client.AskAsync(other.Get<BusNames>().SubmitTask, """{ "taskId": "mine", "client": "c", "kind": "basic", "operation": "noop" }""");
        (await othersEvents.ReadAsync()).Body.GetProperty("taskId").GetString().ShouldBe("mine");
        (await othersMany.ReadAsync()).Body.GetProperty("message").GetProperty("events")[0].GetProperty("taskId").GetString().ShouldBe("mine");
    }

    [Fact]
    public async Task Two_hosts_share_the_work()
    {
        var prefix = $"t{Guid.NewGuid():N}";
        await using var one = await StartAsync(prefix);
        await using var two = await StartAsync(prefix);
        await using var client = await PlainClient.ConnectAsync(rabbit.Server.Address());

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => client.AskAsync(
            one.Get<BusNames>().SubmitTask, $$"""{ "taskId": "w{{i}}", "kind": "basic", "operation": "sleep", "payload": { "ms": 20 } }""")));
        var targets = new List<string?>();
        for (var i = 0; i < 200; i++)
            targets.Add((await one.WaitForAsync($"w{i}", TaskStates.Completed)).Attempts.ShouldHaveSingleItem().TargetId);

        targets.Distinct().Order().ShouldBe(
            new[] { one, two }.Select(h => $"basic-{h.Get<HostIdentity>().HostId}").Order());
    }

    [Fact]
    public async Task What_a_stopping_host_leaves_the_other_takes()
    {
        var prefix = $"t{Guid.NewGuid():N}";
        await using var stays = await StartAsync(prefix);
        await using var client = await PlainClient.ConnectAsync(rabbit.Server.Address());
        var leaves = await StartAsync(prefix);

        var asked = Enumerable.Range(0, 300).Select(i => client.AskAsync(
            stays.Get<BusNames>().SubmitTask, $$"""{ "taskId": "x{{i}}", "kind": "basic", "operation": "noop" }""")).ToList();
        await leaves.DisposeAsync();
        await Task.WhenAll(asked);

        for (var i = 0; i < 300; i++)
            (await stays.WaitForAsync($"x{i}", TaskStates.Completed)).Attempts.Count(a => a.Outcome == "succeeded").ShouldBe(1);
    }

    private Task<SpineHost> StartAsync(string prefix) => SpineHost.StartAsync(redis.Server.ConnectionString, prefix, rabbit.Server.Address());
}
