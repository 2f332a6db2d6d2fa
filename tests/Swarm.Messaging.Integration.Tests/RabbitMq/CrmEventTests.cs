using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>Somebody who knows nothing of us but names and JSON hands in work for the CRM and hears what becomes of it.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class CrmEventTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task A_batch_is_told_step_by_step_as_plain_json_under_its_client()
    {
        var broker = rabbit.Server.Address();
        await using var host = await SpineHost.StartAsync(redis.Server.ConnectionString, $"e{Guid.NewGuid():N}", broker, services =>
            services.Configure<DistributionOptions>(o => o.BatchWindow = TimeSpan.FromMilliseconds(300)));
        await using var client = await PlainClient.ConnectAsync(broker);
        var names = host.Get<BusNames>();
        var events = await client.ListenAsync(names.Events, "*.acme");

        var answer = await client.AskAsync(names.Named(SwarmNames.SubmitCrmTask), """{"id":"t1","operation":"tag_add","clientId":"acme","input":{"tag":"vip"}}""");
        answer.GetProperty("state").GetString().ShouldBe(TaskStates.Batched);

        var heard = new List<(string Name, string Key, string? Batch)>();
        while (heard.All(h => h.Name != "task:queued"))
        {
            var (key, body) = await events.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            heard.Add((body.GetProperty("event").GetString()!, key, body.TryGetProperty("batchId", out var batch) ? batch.GetString() : null));
        }

        // The events of one commit leave side by side; nothing is promised of the order of those of different ones.
        var own = heard.Where(h => h.Name.Contains(':')).DistinctBy(h => h.Name).ToDictionary(h => h.Name);
        own.Keys.ShouldContain("task:batched");
        own.Values.ShouldAllBe(h => h.Key == $"{h.Name}.acme");
        own["task:batched"].Batch.ShouldNotBeNull();
        var details = await client.AskAsync(names.Named(SwarmNames.GetBatch), $$"""{"batchId":"{{own["task:batched"].Batch}}"}""");
        (details.GetProperty("status").GetString(), details.GetProperty("taskIds")[0].GetString()).ShouldBe((BatchStates.Processing, "t1"));
        (await client.AskAsync(names.Named(SwarmNames.ApproveTask), """{"taskId":"t1","approval":"legal"}""")).GetProperty("code").GetString().ShouldBe("wrong_state");
        (await client.AskAsync(names.Named(SwarmNames.SubmitCrmTask), """{"operation":7}""")).GetProperty("violations")[0].GetProperty("field").GetString().ShouldBe("operation");
    }
}
