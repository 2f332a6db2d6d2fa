using System.Net;
using System.Text;

namespace Swarm.Messaging.Integration.Tests.Http;

[Collection(HttpCollection.Name)]
public sealed class TaskRouteTests(HttpHost host)
{
    private readonly Api api = host.Api;

    [Fact]
    public async Task A_task_is_accepted_and_its_end_awaited()
    {
        var accepted = await api.PostAsync("/api/tasks", """{"taskId":"w1","kind":"basic","operation":"sleep","payload":{"ms":300}}""");
        var task = await api.GetAsync("/api/tasks/w1?wait=60&payload=true");

        accepted.Status.ShouldBe(HttpStatusCode.Accepted);
        task["state"].ShouldBe("Completed");
        task["result"].ShouldBe("300");
        task.Json.GetProperty("payload").GetProperty("ms").GetInt32().ShouldBe(300);
        task.Json.GetProperty("timeline").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public async Task A_wait_that_is_over_answers_with_the_state_so_far_and_the_task_can_be_cancelled()
    {
        await api.PostAsync("/api/tasks", """{"taskId":"w2","kind":"basic","operation":"sleep","payload":{"ms":600000}}""");

        var waited = await api.GetAsync("/api/tasks/w2?wait=1");
        var explained = await api.GetAsync("/api/tasks/w2/explain");
        var cancelled = await api.PostAsync("/api/tasks/w2/cancel", """{"reason":"enough"}""");
        var again = await api.PostAsync("/api/tasks/w2/cancel", "");
        var task = await api.GetAsync("/api/tasks/w2");

        waited["state"].ShouldBeOneOf("Placed", "Running");
        explained["why"].ShouldNotBeEmpty();
        cancelled["state"].ShouldBe("Cancelled");
        again.Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict);
        task["reason"].ShouldBe("enough");
    }

    [Fact]
    public async Task The_same_task_again_is_a_duplicate_and_another_under_its_id_a_conflict()
    {
        const string body = """{"taskId":"d1","kind":"basic","operation":"echo","payload":1}""";
        (await api.PostAsync("/api/tasks", body)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await api.PostAsync("/api/tasks", body)).Status.ShouldBe(HttpStatusCode.OK);
        var conflict = await api.PostAsync("/api/tasks", body.Replace(":1}", ":2}", StringComparison.Ordinal));

        conflict.Status.ShouldBe(HttpStatusCode.Conflict);
        conflict["code"].ShouldBe("id_conflict");
    }

    [Fact]
    public async Task The_idempotency_header_binds_two_submissions_to_one_task()
    {
        var body = Encoding.UTF8.GetBytes("""{"kind":"basic","operation":"noop"}""");
        var first = await api.PostAsync("/api/tasks", body, ("Idempotency-Key", "order-7"));
        var second = await api.PostAsync("/api/tasks", body, ("Idempotency-Key", "order-7"));
        var other = await api.PostAsync(
            "/api/tasks", Encoding.UTF8.GetBytes("""{"kind":"basic","operation":"noop","idempotencyKey":"order-8"}"""), ("Idempotency-Key", "order-7"));

        second["taskId"].ShouldBe(first["taskId"]);
        second.Status.ShouldBe(HttpStatusCode.OK);
        other.Status.ShouldBe(HttpStatusCode.BadRequest);
        other.Violation.Field.ShouldBe("idempotencyKey");
    }

    [Fact]
    public async Task Many_are_judged_each_by_itself_and_listed_in_pages()
    {
        var bulk = await api.PostAsync("/api/tasks/bulk", """
            {"tasks":[{"client":"pages","kind":"basic","operation":"noop"},{"client":"pages","kind":"basic","operation":"nope"},
                      {"client":"pages","kind":"basic","operation":"noop"}]}
            """);
        var first = await api.GetAsync("/api/tasks?client=pages&limit=1");
        var second = await api.GetAsync($"/api/tasks?client=pages&limit=1&cursor={Uri.EscapeDataString(first["cursor"])}");

        bulk.Status.ShouldBe(HttpStatusCode.Accepted);
        bulk.Json.GetProperty("results")[1].GetProperty("rejected").GetProperty("code").GetString().ShouldBe("unknown_operation");
        first.Json.GetProperty("tasks")[0].GetProperty("taskId").GetString()
            .ShouldNotBe(second.Json.GetProperty("tasks")[0].GetProperty("taskId").GetString());
    }

    [Theory]
    [InlineData("/api/tasks?state=Sleeping", "state")]
    [InlineData("/api/tasks?limit=0", "limit")]
    [InlineData("/api/tasks?cursor=nonsense!", "cursor")]
    [InlineData("/api/tasks?clinet=a", "clinet")]
    [InlineData("/api/tasks/x?wait=forever", "wait")]
    [InlineData("/api/rejected?cursor=nonsense!", "cursor")]
    [InlineData("/api/status/weather", "area")]
    public async Task A_question_that_is_wrong_is_refused_by_name(string path, string field)
    {
        var reply = await api.GetAsync(path);

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Violation.Field.ShouldBe(field);
    }

    [Theory]
    [InlineData("/api/tasks/absent")]
    [InlineData("/api/tasks/absent/explain")]
    [InlineData("/api/dead-letters/absent")]
    [InlineData("/api/rejected/absent")]
    [InlineData("/api/nothing")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        var reply = await api.GetAsync(path);

        reply.Status.ShouldBe(HttpStatusCode.NotFound);
        reply["code"].ShouldBe("not_found");
    }

    [Theory]
    [InlineData("/api/status")]
    [InlineData("/api/status/tasks")]
    [InlineData("/api/status/placement")]
    [InlineData("/api/alerts")]
    [InlineData("/api/operations")]
    public async Task The_system_can_be_asked_how_it_is(string path) => (await api.GetAsync(path)).Status.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task Metrics_tell_tasks_commits_and_slots()
    {
        await api.PostAsync("/api/tasks", """{"taskId":"m1","kind":"basic","operation":"noop"}""");
        await api.GetAsync("/api/tasks/m1?wait=60");

        // The exporter repeats its last page for a moment.
        await Eventually.HoldsAsync(
            async () =>
            {
                var page = await api.Http.GetStringAsync("/metrics");
                return new[] { "swarm_tasks{", "swarm_tasks_accepted_total", "swarm_tasks_ended_total", "swarm_commit_duration_seconds_bucket", "swarm_placement_slots", "dotnet_" }
                    .All(name => page.Contains(name, StringComparison.Ordinal));
            },
            "the figures are on the page");
    }
}
