using System.Net;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A version at the end of numbers wrapped round with the next write, two fields of one name crashed the command, and the name of an index was taken for a snapshot's.</summary>
[Collection(HttpCollection.Name)]
public sealed class AStateCouldBeSavedThatNoWriteCouldFollowTests(HttpHost host) : IAsyncLifetime
{
    private readonly string id = $"v{Guid.NewGuid():N}";

    private string Path => $"/api/swarms/{id}";

    public async Task InitializeAsync()
    {
        await host.Api.PostAsync("/api/swarms", $$"""{"swarmId":"{{id}}"}""");
        await Eventually.HoldsAsync(async () => (await host.Get<ISwarmRegistry>().GetAsync(id, default))?.Status == SwarmStatuses.Active, "it is active");
    }

    public async Task DisposeAsync() => await host.Get<ISwarmRegistry>().DeregisterAsync(id, "completed", default);

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("4503599627370497")]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("1e99")]
    [InlineData("1.5")]
    [InlineData("\"7\"")]
    [InlineData("{}")]
    public async Task A_version_out_of_range_is_refused_by_its_name(string version)
    {
        var before = await VersionAsync();

        var refused = await host.Api.PostAsync($"{Path}/state", $$$"""{"state":{"version":{{{version}}}}}""");

        (refused.Status, refused.Violation.Field).ShouldBe((HttpStatusCode.BadRequest, "state.version"));
        (await VersionAsync()).ShouldBe(before);
        var merged = await host.Api.PostAsync($"{Path}/state", $$$"""{"merge":true,"state":{"a":1,"version":{{{version}}}}}""");
        merged.Json.GetProperty("version").GetInt64().ShouldBe(before + 1, "merged, it counts for nothing");
    }

    [Fact]
    public async Task From_the_highest_that_is_taken_versions_rise()
    {
        (await host.Api.PostAsync($"{Path}/state", $$$"""{"state":{"version":{{{StateVersions.MostSaid}}}}}""")).Json.GetProperty("version").GetInt64().ShouldBe(StateVersions.MostSaid);
        (await host.Api.PostAsync($"{Path}/state", """{"state":{"a":1},"merge":true}""")).Json.GetProperty("version").GetInt64().ShouldBe(StateVersions.MostSaid + 1);
        (await host.Api.PostAsync($"{Path}/state", """{"state":{"a":1,"version":null}}""")).Json.GetProperty("version").GetInt64().ShouldBe(StateVersions.MostSaid + 2);
    }

    [Fact]
    public async Task After_one_that_was_stored_at_the_end_of_numbers_nothing_is_written()
    {
        var keys = host.Get<RedisKeys>();
        await host.Get<IConnectionMultiplexer>().GetDatabase().HashSetAsync($"{keys.Swarms}state:{id}", "version", long.MaxValue);

        foreach (var (path, body) in new[] { ("state", """{"state":{"a":1},"merge":true}"""), ("state", """{"state":{"a":1}}"""), ("changes", """{"changes":{"a":1}}""") })
            (await host.Api.PostAsync($"{Path}/{path}", body)).ShouldSatisfyAllConditions(r => r.Status.ShouldBe(HttpStatusCode.BadRequest), r => r["code"].ShouldBe("unreadable"));
        (await VersionAsync()).ShouldBe(long.MaxValue);
    }

    [Theory]
    [InlineData("state", """{"state":{"a":1,"a":2}}""", "state.a")]
    [InlineData("state", """{"state":{"a":1,"a":2},"merge":true}""", "state.a")]
    [InlineData("state", """{"state":{"tasks":[{"b":1},{"b":{"c":1,"c":1}}]}}""", "state.tasks[1].b.c")]
    [InlineData("checkpoints", """{"data":{"a":1,"a":2}}""", "data.a")]
    [InlineData("checkpoints", """{"data":{"b":[{"a":1,"a":2}]}}""", "data.b[0].a")]
    [InlineData("changes", """{"changes":{"a":1,"a":2}}""", "changes.a")]
    [InlineData("changes", """{"changes":{"a":{"b":1,"b":2}}}""", "changes.a.b")]
    public async Task Two_fields_of_one_name_are_refused_wherever_they_stand(string path, string body, string field)
    {
        var refused = await host.Api.PostAsync($"{Path}/{path}", body);

        (refused.Status, refused.Violation.Field, refused.Violation.Rule).ShouldBe((HttpStatusCode.BadRequest, field, "Given more than once; a field has one value."));
    }

    [Fact]
    public async Task The_name_of_the_index_is_no_snapshot_and_no_checkpoint()
    {
        await host.Api.PostAsync($"{Path}/snapshots", "{}");
        await host.Api.PostAsync($"{Path}/checkpoints", """{"data":{}}""");
        await Eventually.HoldsAsync(
            () => host.Get<IConnectionMultiplexer>().GetDatabase().KeyExistsAsync(host.Get<RedisKeys>().Fixed($"swarm:snapshot:{id}:index")), "the index is published");

        var restored = await host.Api.PostAsync($"{Path}/restore", """{"snapshotId":"index"}""");

        (restored.Status, restored["code"]).ShouldBe((HttpStatusCode.NotFound, "not_found"));
        (await host.Get<ISwarmStates>().SnapshotAsync(id, "index", default)).ShouldBeNull();
    }

    private async Task<long> VersionAsync() => (await host.Get<ISwarmStates>().LoadAsync(id, default))!.Version;
}
