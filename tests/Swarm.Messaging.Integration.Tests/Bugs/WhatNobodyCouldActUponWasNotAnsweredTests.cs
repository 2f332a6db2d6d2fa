using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Integration.Tests.Swarms.Messages;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A message to the system whose handler failed, or that waited in vain for a leader, was over with a line in the log; its sender waited.</summary>
public sealed class WhatNobodyCouldActUponWasNotAnsweredTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task The_sender_hears_that_it_failed()
    {
        var responses = new Recorder("response");
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port, services: s =>
        {
            s.RemoveAll<ISystemMessageHandler>();
            s.AddSingleton<ISystemMessageHandler>(new Broken());
            s.AddSingleton<ISwarmMessageHandler>(responses);
        });
        await world.Registry.RegisterAsync("s1", new SwarmDefinition(), default);
        await world.WaitForAsync("s1", SwarmStatuses.Active);

        (await world.Host.Get<SwarmMessenger>().SendAsync("s1", new SwarmAddress.ToSwarm("s1"), new { Type = "coordination_request", RequestId = "r1" }, "m1", default))
            .ShouldBeOfType<MessageSent.Accepted>();

        await Eventually.HoldsAsync(() => responses.Got.Count == 1, "it is answered");
        var answer = responses.Got.Single().Message.Payload;
        (answer.GetProperty("requestId").GetString(), answer.GetProperty("code").GetString()).ShouldBe(("r1", "internal"));
        answer.GetProperty("error").GetString().ShouldBe("It could not be acted upon: broken");
    }

    private sealed class Broken : ISystemMessageHandler
    {
        public string Type => SystemMessageTypes.CoordinationRequest;

        public Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation) => throw new InvalidOperationException("broken");
    }
}
