using System.Net;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>The registry of swarms over HTTP, as any program sees it.</summary>
[Collection(HttpCollection.Name)]
public sealed class SwarmRouteTests(HttpHost host)
{
    private readonly string id = $"r{Guid.NewGuid():N}";

    private string Path => $"/api/swarms/{id}";

    [Fact]
    public async Task A_swarm_is_registered_listed_changed_and_deregistered()
    {
        var made = await host.Api.PostAsync("/api/swarms", $$"""{"swarmId":"{{id}}","objective":"Route {{id}}","strategy":"research","metadata":{"phase":"plan","own":1} }""");
        (made.Status, made.Json.GetProperty("changed").GetBoolean()).ShouldBe((HttpStatusCode.OK, true));
        made.Json.GetProperty("swarm").GetProperty("agentTag").GetString().ShouldBe(SwarmTag.Of(id));
        await ActiveAsync();

        var listed = await host.Api.GetAsync($"/api/swarms?objective=^ROUTE {id}&strategy=research&phase=plan&status=active");
        listed.Json.GetProperty("swarms").EnumerateArray().Select(s => s.GetProperty("id").GetString()).ShouldBe([id]);
        (await host.Api.GetAsync($"/api/swarms?objective={id}&status=failed")).Json.GetProperty("swarms").GetArrayLength().ShouldBe(0);

        var changed = await host.Api.PostAsync(Path, """{"objective":"other","status":"completed"}""");
        (changed.Status, changed.Json.GetProperty("swarm").GetProperty("status").GetString()).ShouldBe((HttpStatusCode.OK, "completed"));
        var gone = await SendAsync(HttpMethod.Delete, Path, """{"reason":"enough"}""");
        (gone.Status, gone.Json.GetProperty("swarm").GetProperty("archiveReason").GetString()).ShouldBe((HttpStatusCode.OK, "enough"));
        (await host.Api.GetAsync($"{Path}?fresh=true")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Delete, Path, "")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Its_state_is_saved_merged_kept_and_restored()
    {
        await host.Api.PostAsync("/api/swarms", $$"""{"swarmId":"{{id}}"}""");
        await ActiveAsync();
        (await host.Api.PostAsync($"{Path}/state", """{"state":{"counter":1,"name":"a"}}""")).Status.ShouldBe(HttpStatusCode.OK);
        var snapshot = (await host.Api.PostAsync($"{Path}/snapshots", """{"label":"one"}""")).Json.GetProperty("copy").GetProperty("id").GetString();
        (await host.Api.PostAsync($"{Path}/state", """{"state":{"counter":2},"merge":true}""")).Json.GetProperty("state").GetProperty("name").GetString().ShouldBe("a");
        (await host.Api.PostAsync($"{Path}/checkpoints", """{"data":{"tasks":[]}}""")).Status.ShouldBe(HttpStatusCode.OK);

        var details = await host.Api.GetAsync($"{Path}?fresh=true");
        details.Json.GetProperty("state").GetProperty("counter").GetInt32().ShouldBe(2);
        details.Json.GetProperty("snapshots").EnumerateArray().Select(s => s.GetProperty("id").GetString()).ShouldContain(snapshot);
        details.Json.GetProperty("checkpoints").GetArrayLength().ShouldBe(1);

        var restored = await host.Api.PostAsync($"{Path}/restore", $$"""{"snapshotId":"{{snapshot}}"}""");
        restored.Json.GetProperty("state").GetProperty("counter").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task What_its_coordinators_wait_for_is_said_shown_and_cleared()
    {
        await host.Api.PostAsync("/api/swarms", $$"""{"swarmId":"{{id}}"}""");
        var waits = $"{Path}/blocking-states";

        var saved = await host.Api.PostAsync($"{waits}/lead", """{"signalType":"review","iteration":2,"phase":"build"}""");
        (saved.Status, saved.Json.GetProperty("state").GetProperty("status").GetString()).ShouldBe((HttpStatusCode.OK, "waiting"));
        (await host.Api.GetAsync($"{waits}/lead")).Json.GetProperty("state").GetProperty("signalType").GetString().ShouldBe("review");
        (await host.Api.GetAsync(waits)).Json.GetProperty("states").EnumerateArray().Select(s => s.GetProperty("coordinatorId").GetString()).ShouldBe(["lead"]);
        await host.Api.PostAsync($"{waits}/lead", """{"status":"complete"}""");
        (await host.Api.PostAsync($"{waits}/lead", """{"status":"failed"}""")).ShouldSatisfyAllConditions(
            r => r.Status.ShouldBe(HttpStatusCode.BadRequest), r => r["code"].ShouldBe("invalid_transition"), r => r["message"].ShouldContain("it is an end"));

        (await SendAsync(HttpMethod.Delete, $"{waits}/lead", "")).Json.GetProperty("changed").GetBoolean().ShouldBeTrue();
        (await SendAsync(HttpMethod.Delete, $"{waits}/lead", "")).Json.GetProperty("changed").GetBoolean().ShouldBeFalse();
        (await host.Api.GetAsync($"{waits}/lead")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await host.Api.PostAsync($"{waits}/lead", """{"coordinatorId":"other"}""")).Violation.Field.ShouldBe("coordinatorId");
        (await host.Api.GetAsync($"{Path}x/blocking-states")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_interrupted_one_is_recovered()
    {
        await host.Api.PostAsync("/api/swarms", $$"""{"swarmId":"{{id}}"}""");
        await ActiveAsync();
        (await host.Api.PostAsync($"{Path}/recover", "")).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(HttpStatusCode.Conflict), r => r["code"].ShouldBe("wrong_state"));
        await host.Get<ISwarmRegistry>().ChangeStatusAsync(id, SwarmStatuses.Interrupted, "test", default);

        var recovered = await host.Api.PostAsync($"{Path}/recover", "");

        (recovered.Status, recovered.Json.GetProperty("success").GetBoolean()).ShouldBe((HttpStatusCode.OK, true));
        await ActiveAsync();
    }

    [Fact]
    public async Task What_is_wrong_is_answered_with_its_status_and_names_the_field()
    {
        (await host.Api.PostAsync("/api/swarms", """{"swarmId":"a b"}""")).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(HttpStatusCode.BadRequest), r => r.Violation.Field.ShouldBe("swarmId"));
        (await host.Api.PostAsync("/api/swarms", "[")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await host.Api.GetAsync("/api/swarms?state=active")).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(HttpStatusCode.BadRequest), r => r.Violation.Rule.ShouldContain("status"));
        (await host.Api.GetAsync("/api/swarms?limit=0")).Violation.Field.ShouldBe("limit");
        (await host.Api.GetAsync($"{Path}?fresh=perhaps")).Violation.Field.ShouldBe("fresh");
        (await host.Api.PostAsync(Path, """{"swarmId":"another"}""")).Violation.Field.ShouldBe("swarmId");
        (await host.Api.PostAsync($"{Path}/state", """{"state":7}""")).Violation.Field.ShouldBe("state");
        (await host.Api.PostAsync($"{Path}/restore", "{}")).Violation.Field.ShouldBe("snapshotId");
        (await host.Api.PostAsync($"{Path}/checkpoints", "{}")).Violation.Field.ShouldBe("data");
        (await host.Api.PostAsync($"{Path}/snapshots", "{}")).Status.ShouldBe(HttpStatusCode.NotFound);

        await host.Api.PostAsync("/api/swarms", $$"""{"swarmId":"{{id}}"}""");
        (await host.Api.PostAsync("/api/swarms", $$"""{"swarmId":"{{id}}","objective":"x"}""")).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(HttpStatusCode.Conflict), r => r["code"].ShouldBe("id_conflict"));
        (await host.Api.PostAsync(Path, """{"status":"recovering"}""")).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(HttpStatusCode.BadRequest), r => r["code"].ShouldBe("invalid_transition"));
    }

    [Fact]
    public async Task What_a_request_names_by_an_id_is_that_alone_and_again_the_same_is_answered_as_the_first_time()
    {
        var other = $"{id}2";
        foreach (var swarm in new[] { id, other })
            (await host.Api.PostAsync("/api/swarms", $$"""{"swarmId":"{{swarm}}"}""")).Json.GetProperty("changed").GetBoolean().ShouldBeTrue();
        await ActiveAsync();
        using (var pool = new HttpRequestMessage(HttpMethod.Put, $"/api/resources/{id}") { Content = new StringContent("""{"total":100}""") })
            (await host.Api.Http.SendAsync(pool)).StatusCode.ShouldBe(HttpStatusCode.OK);
        // Path, what is asked for, the same id with other content, and what the answer names.
        (string Path, string Body, string Other, string Known)[] named =
        [
            ("swarms", $$"""{"swarmId":"{{id}}"}""", $$"""{"swarmId":"{{id}}","objective":"x"}""", "command"),
            ("swarm-messages", $$"""{"from":"{{id}}","to":"{{other}}","messageId":"n1","payload":{"type":"note"} }""", $$"""{"from":"{{id}}","to":"{{other}}","messageId":"n1","payload":{"type":"other"} }""", "messageId"),
            ("swarm-messages/broadcasts", $$"""{"from":"{{id}}","messageId":"n2","payload":{"type":"note"} }""", $$"""{"from":"{{id}}","messageId":"n1","payload":{"type":"note"} }""", "messageId"),
            ("swarm-messages", $$"""{"from":"{{other}}","to":"{{id}}","messageId":"n1","payload":{"type":"note"} }""", $$"""{"from":"{{other}}","to":"{{other}}","messageId":"n1","payload":{"type":"note"} }""", "messageId"),
            ("swarm-tasks", $$"""{"taskId":"t{{id}}","capabilities":["none"]}""", $$"""{"taskId":"t{{id}}","capabilities":["other"]}""", "taskId"),
            ($"resources/{id}/allocations", $$"""{"swarmId":"{{id}}","amount":2,"allocationId":"a1"}""", $$"""{"swarmId":"{{id}}","amount":3,"allocationId":"a1"}""", "available"),
            ("conflicts", $$"""{"conflictId":"c{{id}}","swarmA":{"id":"{{id}}"},"swarmB":{"id":"{{other}}"} }""", $$"""{"conflictId":"c{{id}}","swarmA":{"id":"{{other}}"},"swarmB":{"id":"{{id}}"} }""", "winner"),
        ];
        foreach (var (path, body, different, known) in named)
        {
            var first = await host.Api.PostAsync($"/api/{path}", body);
            first.Status.ShouldBe(HttpStatusCode.OK, $"{path}: {first.Json}");
            (await host.Api.PostAsync($"/api/{path}", different)).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(HttpStatusCode.Conflict, $"{path}: {r.Json}"), r => r["code"].ShouldBe("id_conflict"));
            (await host.Api.PostAsync($"/api/{path}", body)).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(HttpStatusCode.OK), r => r[known].ShouldBe(first[known]));
        }
    }

    [Fact]
    public async Task A_host_outside_syncs_and_leaves()
    {
        var synced = await host.Api.PostAsync($"/api/swarm-hosts/{id}/sync", """{"session":"s1"}""");
        (synced.Status, synced["hostId"], synced.Json.GetProperty("hosted").GetArrayLength()).ShouldBe((HttpStatusCode.OK, id, 0));
        (await host.Api.PostAsync("/api/swarms", $$"""{"swarmId":"{{id}}","hostId":"{{id}}"}""")).Json.GetProperty("swarm").GetProperty("client").GetString().ShouldBe(id);
        await host.Api.PostAsync($"/api/swarm-hosts/{id}/sync", """{"session":"s2"}""");
        (await host.Api.PostAsync($"/api/swarm-hosts/{id}/sync", """{"session":"s1"}""")).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(HttpStatusCode.Conflict), r => r["code"].ShouldBe("host_taken"));
        (await host.Api.PostAsync("/api/swarms", $$"""{"swarmId":"{{id}}2","hostId":"none"}""")).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(HttpStatusCode.Conflict), r => r["code"].ShouldBe("unknown_host"));
        (await host.Api.PostAsync($"/api/swarm-hosts/{id}/sync", "{}")).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(HttpStatusCode.Conflict), r => r["code"].ShouldBe("host_in_use"));
        (await host.Api.PostAsync($"/api/swarm-hosts/{id}/sync", """{"hostId":"other"}""")).Violation.Field.ShouldBe("hostId");

        var left = await SendAsync(HttpMethod.Delete, $"/api/swarm-hosts/{id}", """{"session":"s2"}""");
        left.Json.GetProperty("swarmIds").EnumerateArray().Select(s => s.GetString()).ShouldBe([id]);
    }

    private async Task<Api.Reply> SendAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body) };
        return await Api.Reply.OfAsync(await host.Api.Http.SendAsync(request));
    }

    private Task ActiveAsync() => Eventually.HoldsAsync(
        async () => (await host.Get<ISwarmRegistry>().GetAsync(id, default))?.Status == SwarmStatuses.Active, "it is active");
}
