using System.Net;

namespace Swarm.Messaging.Integration.Tests.Http;

[Collection(HttpCollection.Name)]
public sealed class DeadLetterRouteTests(HttpHost host)
{
    private readonly Api api = host.Api;

    [Fact]
    public async Task A_dead_letter_is_shown_replayed_and_purged()
    {
        await DieAsync("dl1", "morgue");

        var list = await api.GetAsync("/api/dead-letters?client=morgue");
        var shown = await api.GetAsync("/api/dead-letters/dl1");
        var early = await api.PostAsync("/api/tasks/dl1/cancel", "{}");
        var replayed = await api.PostAsync("/api/dead-letters/dl1/replay", """{"reason":"mended"}""");
        var again = await api.GetAsync("/api/tasks/dl1?wait=60");
        var purged = await api.PostAsync("/api/dead-letters/purge", """{"taskIds":["dl1","ghost"]}""");

        list.Json.GetProperty("tasks")[0].GetProperty("attempts").GetArrayLength().ShouldBe(1);
        shown["reason"].ShouldNotBeEmpty();
        early.Status.ShouldBe(HttpStatusCode.Conflict);
        replayed.Status.ShouldBe(HttpStatusCode.OK);
        again["state"].ShouldBe("DeadLettered");
        again["replayCount"].ShouldBe("1");
        purged["done"].ShouldBe("1");
        purged.Json.GetProperty("refused")[0].GetProperty("code").GetString().ShouldBe("not_found");
        (await api.GetAsync("/api/tasks/dl1")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task All_of_a_client_are_replayed_and_purged_and_nobody_elses()
    {
        await DieAsync("dm1", "many");
        await DieAsync("dm2", "many");
        await DieAsync("dm3", "bystander");

        (await api.PostAsync("/api/dead-letters/replay", """{"all":true,"client":"many"}"""))["done"].ShouldBe("2");
        (await api.GetAsync("/api/tasks/dm1?wait=60"))["replayCount"].ShouldBe("1");
        (await api.GetAsync("/api/tasks/dm2?wait=60"))["replayCount"].ShouldBe("1");
        (await api.PostAsync("/api/dead-letters/purge", """{"olderThanHours":1,"client":"many"}"""))["done"].ShouldBe("0");
        (await api.PostAsync("/api/dead-letters/purge", """{"all":true,"client":"many"}"""))["done"].ShouldBe("2");
        (await api.GetAsync("/api/tasks/dm3"))["replayCount"].ShouldBe("0");
    }

    private async Task DieAsync(string id, string client)
    {
        await api.PostAsync("/api/tasks", $$"""
            {"taskId":"{{id}}","client":"{{client}}","kind":"basic","operation":"fail","payload":{"retryable":false} }
            """);
        (await api.GetAsync($"/api/tasks/{id}?wait=60"))["state"].ShouldBe("DeadLettered");
    }
}
