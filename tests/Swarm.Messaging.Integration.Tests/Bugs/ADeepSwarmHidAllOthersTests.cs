using System.Net;
using System.Text;
using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A swarm was registered with tasks, agents or metadata too deep to be written: nobody could list swarms any more, nor deregister it.</summary>
[Collection(HttpCollection.Name)]
public sealed class ADeepSwarmHidAllOthersTests(HttpHost host)
{
    private readonly string id = $"d{Guid.NewGuid():N}";

    private string Path => $"/api/swarms/{id}";

    [Theory]
    [InlineData("tasks", "[@]")]
    [InlineData("agents", "[1,@]")]
    [InlineData("metadata", "{\"own\":@}")]
    public async Task It_is_refused_at_once_and_nothing_is_stored(string field, string value)
    {
        var deep = value.Replace("@", DeepJson.Text(StoredJson.Deepest), StringComparison.Ordinal);

        var registered = await host.Api.PostAsync("/api/swarms", $$"""{"swarmId":"{{id}}","{{field}}":{{deep}}}""");

        (registered.Status, registered["code"], registered.Violation.Field).ShouldBe((HttpStatusCode.BadRequest, "too_deep", field));
        registered.Violation.Rule.ShouldContain($"at most {StoredJson.Deepest} levels; this has {StoredJson.Deepest + 1}");
        (await host.Api.GetAsync(Path)).Status.ShouldBe(HttpStatusCode.NotFound);

        await host.Api.PostAsync("/api/swarms", $$"""{"swarmId":"{{id}}"}""");
        (await host.Api.PostAsync(Path, $$"""{"{{field}}":{{deep}}}""")).Violation.Field.ShouldBe(field);
        (await host.Api.PostAsync($"{Path}/changes", $$$"""{"changes":{"{{{field}}}":{{{deep}}}}}""")).Violation.Field.ShouldBe("changes");
    }

    [Fact]
    public async Task States_and_checkpoints_obey_the_same_rule()
    {
        await host.Api.PostAsync("/api/swarms", $$"""{"swarmId":"{{id}}"}""");
        var deep = DeepJson.Text(StoredJson.Deepest + 1);

        (await host.Api.PostAsync($"{Path}/state", $$"""{"state":{{deep}}}""")).ShouldSatisfyAllConditions(r => r["code"].ShouldBe("too_deep"), r => r.Violation.Field.ShouldBe("state"));
        (await host.Api.PostAsync($"{Path}/checkpoints", $$"""{"data":{{deep}}}""")).ShouldSatisfyAllConditions(r => r["code"].ShouldBe("too_deep"), r => r.Violation.Field.ShouldBe("data"));

        var deepest = DeepJson.Text(StoredJson.Deepest);
        (await host.Api.PostAsync($"{Path}/state", $$"""{"state":{{deepest}}}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await host.Api.PostAsync($"{Path}/checkpoints", $$"""{"data":{{deepest}}}""")).Status.ShouldBe(HttpStatusCode.OK);
        var kept = await host.Api.PostAsync($"{Path}/snapshots", "{}");
        (await host.Api.PostAsync($"{Path}/restore", $$"""{"snapshotId":"{{kept.Json.GetProperty("copy").GetProperty("id").GetString()}}"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await host.Api.GetAsync($"{Path}?fresh=true")).Json.GetProperty("state").TryGetProperty("x", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task The_deepest_that_is_taken_can_be_read_in_every_answer_and_event_also_in_an_envelope_of_the_bus()
    {
        var list = $"[{DeepJson.Text(StoredJson.Deepest - 1)}]";
        var made = await host.Api.PostAsync("/api/swarms", $$$"""{"swarmId":"{{{id}}}","tasks":{{{list}}},"agents":{{{list}}},"metadata":{"own":{{{DeepJson.Text(StoredJson.Deepest - 1)}}}}}""");
        made.Status.ShouldBe(HttpStatusCode.OK);
        var swarm = (await host.Get<ISwarmRegistry>().GetAsync(id, default))!;

        foreach (var said in new object[] { new SwarmList { Swarms = [swarm] }, new SwarmEvents { Events = [new SwarmRegistered { SwarmId = id, Swarm = swarm }] } })
            JsonElement.Parse(Envelope.Of(said).Write()).GetProperty("message").ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Fact]
    public async Task What_is_stored_already_is_shown_and_leaves()
    {
        await host.Get<ISwarmRegistry>().RegisterAsync(id, new SwarmDefinition { Objective = id, Tasks = [DeepJson.Of(62)], Agents = [DeepJson.Of(62)] }, default);
        await Eventually.HoldsAsync(async () => (await host.Get<ISwarmRegistry>().GetAsync(id, default))?.Status == SwarmStatuses.Active, "it is active");
        await host.Get<ISwarmStates>().SaveAsync(id, DeepJson.Of(63), default);
        var old = new SwarmMessage { Id = "old", SwarmId = id, MessageType = SwarmMessageTypes.Targeted, Target = id, Payload = DeepJson.Of(63), Metadata = new SwarmMessageMetadata { Sender = id } };
        await host.Get<ISwarmInboxes>().SendAsync(new OutgoingMessage("old", id, new SwarmAddress.ToSwarm(id)), JsonSerializer.SerializeToUtf8Bytes(old, WireJson.Options), default);

        (await StatusAsync(HttpMethod.Get, $"/api/swarms?objective={id}")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(HttpMethod.Get, $"{Path}?fresh=true")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(HttpMethod.Get, $"/api/swarm-messages/history/swarm:{id}")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(HttpMethod.Delete, Path)).ShouldBe(HttpStatusCode.OK);
    }

    // Deeper than a reader of this test would take.
    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Delete ? new StringContent("", Encoding.UTF8) : null };
        using var response = await host.Api.Http.SendAsync(request);
        (await response.Content.ReadAsStringAsync()).ShouldContain(id);
        return response.StatusCode;
    }
}
