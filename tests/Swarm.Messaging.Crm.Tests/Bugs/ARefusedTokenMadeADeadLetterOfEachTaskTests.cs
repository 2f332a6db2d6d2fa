using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Crm.Rest;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>When a client's token was no longer good, each of its tasks was a dead letter at once; nobody was told that it was the token.</summary>
public sealed class ARefusedTokenMadeADeadLetterOfEachTaskTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("refused");
    private readonly HashSet<string> forbidden = [];
    private WebApplication service = null!;
    private string good = "new";
    private int asked;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        service = builder.Build();
        service.Urls.Add("http://127.0.0.1:0");
        service.Map("/{operation}", (string operation, HttpContext http) =>
        {
            Interlocked.Increment(ref asked);
            return http.Request.Headers.Authorization != $"Bearer {good}" || forbidden.Contains(operation) ? Results.Unauthorized() : Results.Json(new { items = new[] { new { ok = true } } });
        });
        await service.StartAsync();
        Write("connection", """{ "headers": { "Authorization": "Bearer {{credentials.token}}" } }""");
        foreach (var name in new[] { "note", "tag" })
            Write(name, $$"""{ "operation": "{{name}}", "method": "POST", "path": "/{{name}}", "verify": { "method": "GET", "path": "/{{name}}-verify", "done": "/items/0" }, "settleMs": 0 }""");
        Token("old");
    }

    public async Task DisposeAsync()
    {
        await service.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task It_is_the_trouble_of_the_session_and_the_task_is_tried_again()
    {
        await using var world = await StartAsync();

        var error = (await world.RunAsync("note", new { }, key: "k")).ShouldFail("login_failed");

        error.Retryable.ShouldBeTrue();
        error.Message.ShouldContain("credentials of client acme");
        Token("new");
        (await world.RunAsync("note", new { }, key: "k", attempt: 2)).ShouldSucceed();
    }

    [Fact]
    public async Task Credentials_that_were_changed_meanwhile_are_used_at_once()
    {
        await using var world = await StartAsync();
        good = "old";
        (await world.RunAsync("note", new { })).ShouldSucceed();
        var before = asked;
        good = "new";
        forbidden.Add("tag");

        Token("new");
        (await world.RunAsync("note", new { })).ShouldSucceed();
        asked.ShouldBe(before + 1);
        (await world.RunAsync("tag", new { })).ShouldFail("login_failed");
        asked.ShouldBe(before + 2, "the same credentials are not tried again");
    }

    [Fact]
    public async Task What_one_operation_alone_is_refused_for_ends()
    {
        await using var world = await StartAsync();
        Token("new");
        forbidden.Add("tag");

        (await world.RunAsync("tag", new { }, key: "k")).ShouldFail("login_failed");
        (await world.RunAsync("tag", new { }, key: "k", attempt: 2)).ShouldFail("login_failed").Retryable.ShouldBeTrue("nobody knows yet");
        (await world.RunAsync("note", new { })).ShouldSucceed();

        (await world.RunAsync("tag", new { }, key: "k", attempt: 3)).ShouldFail("not_authorised").Retryable.ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_cannot_look_for_it_fails_likewise()
    {
        await using var world = await StartAsync();

        (await world.RunAsync("note", new { }, key: "k", attempt: 2)).ShouldFail("login_failed");
    }

    [Fact]
    public async Task Many_in_one_task_of_which_none_could_begin_are_its_own_failure()
    {
        await using var world = await StartAsync();
        var payload = new { items = new[] { new { taskId = "a", input = new { } }, new { taskId = "b", input = new { } } } };

        (await world.RunAsync("note", payload)).ShouldFail("login_failed");

        Token("new");
        (await world.RunAsync("note", payload)).ShouldSucceed().GetProperty("items").EnumerateArray().ShouldAllBe(i => i.GetProperty("success").GetBoolean());
    }

    [Fact]
    public void A_call_that_had_begun_before_the_refusal_says_nothing_of_it()
    {
        var trust = new CredentialTrust();
        var begun = trust.Begin();

        trust.IsRefused("acme", "old", "tag").ShouldBeTrue();
        trust.Accepted("acme", "old", "note", begun);
        trust.IsRefused("acme", "old", "tag").ShouldBeTrue();
        trust.Accepted("acme", "old", "note", trust.Begin());
        trust.IsRefused("acme", "old", "tag").ShouldBeFalse();
        trust.IsRefused("acme", "new", "tag").ShouldBeTrue("other credentials, nothing is known of them");
        trust.IsRefused("birch", "old", "tag").ShouldBeTrue();
    }

    private Task<CrmWorld> StartAsync() => CrmWorld.StartAsync(
        isBrowser: false, o => (o.Operations, o.BaseAddress, o.Credentials) = (folder.Combine("operations"), new Uri(service.Urls.Single()), folder.Combine("credentials.json")));

    private void Token(string token)
    {
        var file = folder.Combine("credentials.json");
        var changed = File.Exists(file) ? File.GetLastWriteTimeUtc(file) : DateTime.UnixEpoch;
        File.WriteAllText(file, JsonSerializer.Serialize(new { clients = new { acme = new { token } } }));
        // Two changes within one tick of the file system would be one.
        if (File.GetLastWriteTimeUtc(file) <= changed)
            File.SetLastWriteTimeUtc(file, changed.AddSeconds(1));
    }

    private void Write(string name, string json) => File.WriteAllText(Path.Combine(Directory.CreateDirectory(folder.Combine("operations/rest")).FullName, $"{name}.json"), json);
}
