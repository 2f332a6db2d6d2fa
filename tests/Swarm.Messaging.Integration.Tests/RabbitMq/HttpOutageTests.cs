using System.Net;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>Callers over HTTP while store or broker are away: an answer always, and one that says what to do.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class HttpOutageTests(RabbitMqFixture rabbit) : IAsyncLifetime
{
    private const string Task1 = """{"taskId":"o1","kind":"basic","operation":"noop"}""";

    private readonly RedisFixture redis = new();
    private HttpHost host = null!;

    public async Task InitializeAsync()
    {
        await redis.InitializeAsync();
        host = new HttpHost(new()
        {
            ["Redis"] = redis.Server.ConnectionString, ["Broker"] = rabbit.Server.Address().ToString(), ["Prefix"] = $"o{Guid.NewGuid():N}", ["Listen"] = "127.0.0.1:0",
        });
        await host.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await redis.DisposeAsync();
    }

    [Fact]
    public async Task A_broker_that_is_gone_is_told_and_its_return_noticed()
    {
        await rabbit.Server.KillAsync();
        try
        {
            await Eventually.HoldsAsync(async () => await StatusAsync() == HttpStatusCode.ServiceUnavailable, "the outage is noticed");
            using var refused = await PostAsync();

            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter!.Delta.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
            var body = (await Api.Reply.OfAsync(refused)).Json;
            body.GetProperty("code").GetString().ShouldBe("unavailable");
            body.GetProperty("message").GetString().ShouldBe("The broker is out of reach. Nothing was accepted. Try again in a few seconds.");
            // What is read is read from the store.
            foreach (var path in (string[])["/api/tasks?limit=1", "/api/workflows?limit=1", "/api/alerts", "/api/status/tasks", "/api/breakers"])
                (await host.Api.GetAsync(path)).Status.ShouldBe(HttpStatusCode.OK, path);
        }
        finally
        {
            await rabbit.Server.RestartAsync();
        }

        await Eventually.HoldsAsync(async () => await StatusAsync() is HttpStatusCode.Accepted or HttpStatusCode.OK, "the host takes tasks again", TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_broker_that_stands_still_in_the_middle_of_a_request_holds_up_no_answer()
    {
        await host.Api.PostAsync("/api/tasks", """{"taskId":"warm","kind":"basic","operation":"noop"}""");
        rabbit.Server.Pause();
        try
        {
            // It is committed, so it is accepted, whenever the broker takes what follows from it.
            (await host.Api.PostAsync("/api/tasks", Task1)).Status.ShouldBe(HttpStatusCode.Accepted);
        }
        finally
        {
            rabbit.Server.Resume();
        }

        (await host.Api.GetAsync("/api/tasks/o1?wait=60"))["state"].ShouldBe(TaskStates.Completed);
    }

    [Fact]
    public async Task A_store_that_stands_still_in_the_middle_of_a_request_is_told()
    {
        redis.Server.Pause();
        HttpResponseMessage refused;
        try
        {
            refused = await PostAsync();
        }
        finally
        {
            redis.Server.Resume();
        }

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter!.Delta.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
        (await Api.Reply.OfAsync(refused))["message"].ShouldContain("send it again with the same id");
        await Eventually.HoldsAsync(async () => await StatusAsync() is HttpStatusCode.Accepted or HttpStatusCode.OK, "the host takes tasks again", TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_store_that_dies_under_a_request_does_not_hold_it_to_its_limit()
    {
        redis.Server.Pause();
        var asked = PostAsync();
        await redis.Server.KillAsync();
        try
        {
            // The limit of a command is 30 s.
            using var refused = await asked.WaitAsync(TimeSpan.FromSeconds(25));
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            await redis.Server.RestartAsync();
        }

        await Eventually.HoldsAsync(async () => await StatusAsync() is HttpStatusCode.Accepted or HttpStatusCode.OK, "the host takes tasks again", TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_store_that_is_full_is_told_with_what_mends_it()
    {
        await using var admin = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync($"{redis.Server.ConnectionString},allowAdmin=true");
        await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "1mb");
        try
        {
            using var refused = await PostAsync();
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            var said = (await Api.Reply.OfAsync(refused))["message"];
            said.ShouldStartWith("The store (Redis) is full and refuses writes: OOM command not allowed when used memory > 'maxmemory'. Raise its maxmemory");
            var full = await host.Api.GetAsync("/health/ready");
            full.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            foreach (var question in new[] { "/api/status", "/api/status/placement", "/api/status/workflows", "/api/status/tasks" })
                (await host.Api.GetAsync(question)).Status.ShouldBe(HttpStatusCode.OK, $"{question} changes nothing");
            full.Json.GetProperty("checks").EnumerateArray().First(c => c.GetProperty("name").GetString() == "redis").GetRawText().ShouldContain("maxmemory");
        }
        finally
        {
            await admin.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        }

        await Eventually.HoldsAsync(async () => (await host.Api.GetAsync("/health/ready")).Status == HttpStatusCode.OK, "the host is ready again", TimeSpan.FromSeconds(60));
    }

    private async Task<HttpStatusCode> StatusAsync()
    {
        using var response = await PostAsync();
        return response.StatusCode;
    }

    private Task<HttpResponseMessage> PostAsync() => host.Api.Http.PostAsync("/api/tasks", new StringContent(Task1));
}
