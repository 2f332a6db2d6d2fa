using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Swarm.Messaging.Control;
using Swarm.Messaging.Integration.Tests.Control;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Tests.Wasm.Pool;
using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Who wrote nonsense to a channel was not answered, and the log did not say so either, or said "?".</summary>
public sealed class GarbageOnAChannelLeftNoTraceTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Routing = "swarm:phase-5:routing";
    private const string Status = "swarm:phase-5:wasm-status";
    private const string Recovery = "swarm:phase-5:wasm-recovery";
    private const string Instances = "swarm:phase-5:instance-control";
    private const string Coordination = "swarm:phase-5:coordination";

    private readonly string prefix = $"g{Guid.NewGuid():N}";
    private readonly LogLines log = new();

    [Theory]
    [InlineData(Routing, "no json: agent_registered", "body is '")]
    [InlineData(Status, "[1]", "body is '[1]': The body is a JSON array; it must be an object")]
    [InlineData(Recovery, """{"type":7}""", "type is '7': A text, required")]
    [InlineData(Coordination, """{"typ":"config_update"}""", "type is missing: A text, required")]
    [InlineData(Coordination, "", "body is '': The body is empty")]
    [InlineData(Instances, """{"instanceId":"wasm_1"}""", "action is missing: A text, required")]
    [InlineData(Routing, """{"type":"agent_registered"}""", "agent_registered.agentId is missing: A text, required")]
    [InlineData(Routing, """{"type":"wasm_instance_registered","instanceId":7}""", "wasm_instance_registered.instanceId is missing: A text, required")]
    [InlineData(Recovery, """{"type":"recovery_complete","errorId":7}""", "recovery_complete.errorId is '7': A text of 1 to 200 characters")]
    [InlineData(Instances, """{"action":"restart"}""", "instanceId is missing: A text, required: the instance that is to restart")]
    [InlineData(Coordination, """{"type":"system_status_request"}""", "system_status_request.requestId is missing")]
    public async Task It_is_refused_with_field_value_and_rule(string channel, string message, string told)
    {
        await using var host = await StartAsync(ControlTexts.Key);

        await SayAsync(channel, message);

        await ToldAsync($"A message on the channel {channel} was refused and changed nothing: {told}");
    }

    [Theory]
    [InlineData(ControlTexts.Key, "(unsigned): It carries no signature.")]
    [InlineData(null, "(no_key): This host has no control key")]
    public async Task An_unsigned_message_for_an_instance_is_named_by_what_it_asks_for(string? key, string reason)
    {
        await using var host = await StartAsync(key);
        var id = host.Get<InstancePool>().Report("").Instances[0].Id;

        await SayAsync(Instances, $$"""{"action":"restart","instanceId":"{{id}}"}""");

        await ToldAsync($"The control message restart for the instance {id} from {Instances} was refused and changed nothing {reason}");
        log.Text.ShouldNotContain("message ?");
    }

    private Task ToldAsync(string text) => Eventually.HoldsAsync(() => log.Text.Contains(text, StringComparison.Ordinal), $"the log says '{text}'");

    private async Task SayAsync(string channel, string message) =>
        await redis.Connection.GetSubscriber().PublishAsync(RedisChannel.Literal($"{prefix}:{channel}"), message);

    private async Task<SpineHost> StartAsync(string? key)
    {
        var host = await SpineHost.StartAsync($"127.0.0.1:{redis.Port}", prefix, configure: services =>
        {
            services.AddSingleton<IInstanceEngine>(new FakeEngine());
            services.Configure<ControlOptions>(o => o.Key = key);
            services.AddLogging(b => b.AddProvider(log));
        });
        await host.Get<InstancePool>().SettledAsync();
        return host;
    }
}
