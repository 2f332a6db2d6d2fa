using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>A CRM led to a page that was not there after it had sent the message: the journal forgot the intent, and each attempt sent it again.</summary>
public sealed class APageThatFailedAfterTheMessageHadItSentAgainTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("after");
    private WebApplication service = null!;
    private CrmWorld world = null!;
    private string after = "/gone";
    private bool isRefused;
    private bool isHidden;
    private int sent;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        service = builder.Build();
        service.Urls.Add("http://127.0.0.1:0");
        service.MapGet("/form", () => Page("<form id=send method=post action=/messages><input name=reference><button>Send</button></form>"));
        service.MapPost("/messages", () =>
        {
            if (isRefused)
                return Results.Content("no", "text/html", null, 403);
            Interlocked.Increment(ref sent);
            return Results.Redirect(after);
        });
        service.MapGet("/gone", () => Gone());
        service.MapGet("/thanks", () => Page("<p>Thank you</p>"));
        service.MapGet("/found", () => isHidden ? Gone() : Page(sent > 0 ? "<b class=message data-id=m-1></b>" : "<p>none</p>"));
        await service.StartAsync();
        var browser = Directory.CreateDirectory(folder.Combine("operations/browser")).FullName;
        await File.WriteAllTextAsync(Path.Combine(browser, "login.json"), """{ "steps": [ { "do": "goto", "url": "/form" } ] }""");
        await File.WriteAllTextAsync(
            Path.Combine(browser, "conversation_send.json"),
            """
            { "operation": "conversation_send", "settleMs": 0,
              "steps": [
                { "do": "goto", "url": "/form" },
                { "do": "fill", "at": "#send [name=reference]", "value": "{{key}}" },
                { "do": "click", "at": "#send button", "navigates": true, "effect": true },
                { "do": "goto", "url": "/{{input.then}}" },
                { "do": "expect", "at": ".message", "count": 1 },
                { "do": "extract", "at": ".message", "attribute": "data-id", "as": "messageId" } ],
              "verify": {
                "steps": [ { "do": "goto", "url": "/found" } ],
                "done": ".message",
                "then": [ { "do": "extract", "at": ".message", "attribute": "data-id", "as": "messageId" } ] } }
            """);
        world = await CrmWorld.StartAsync(
            isBrowser: true, o => (o.Operations, o.BaseAddress, o.StepTimeout) = (folder.Combine("operations"), new Uri(service.Urls.First()), TimeSpan.FromSeconds(3)));
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        await service.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("/gone", "found")] // where the service leads to is not there
    [InlineData("/thanks", "gone")] // a page that is opened later is not there
    [InlineData("/thanks", "thanks")] // it is there, and has not what was expected
    public async Task It_is_looked_for_and_its_result_returned(string leadsTo, string then)
    {
        after = leadsTo;

        var result = (await world.RunAsync("conversation_send", new { then }, key: "k-1")).ShouldSucceed();

        result.GetProperty("messageId").GetString().ShouldBe("m-1");
        sent.ShouldBe(1);
    }

    [Theory]
    [InlineData("/gone", "found")]
    [InlineData("/thanks", "gone")]
    public async Task While_nobody_can_see_whether_it_was_sent_it_is_not_sent_again(string leadsTo, string then)
    {
        (after, isHidden) = (leadsTo, true);

        (await world.RunAsync("conversation_send", new { then }, key: "k-1")).ShouldFail("refused");
        (await world.RunAsync("conversation_send", new { then }, key: "k-1", attempt: 2)).ShouldFail("not_verified");
        isHidden = false;
        (await world.RunAsync("conversation_send", new { then }, key: "k-1", attempt: 3)).ShouldSucceed();

        sent.ShouldBe(1);
    }

    [Fact]
    public async Task What_the_service_refused_itself_leaves_no_doubt()
    {
        (isRefused, isHidden, after) = (true, true, "/found");
        (await world.RunAsync("conversation_send", new { then = "found" }, key: "k-1")).ShouldFail("refused");

        (isRefused, isHidden) = (false, false);
        (await world.RunAsync("conversation_send", new { then = "found" }, key: "k-1", attempt: 2)).ShouldSucceed();

        sent.ShouldBe(1);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData(" a")]
    public async Task A_key_that_a_form_would_change_is_refused_before_anything_is_sent(string key)
    {
        (await world.RunAsync("conversation_send", new { then = "found" }, key: key)).ShouldFail("bad_input").Retryable.ShouldBeFalse();

        sent.ShouldBe(0);
    }

    /// <summary>With a body: for one without the browser makes up a page of its own.</summary>
    private static IResult Gone() => Results.Content("gone", "text/html", null, 404);

    private static IResult Page(string body) => Results.Content($"<!doctype html><html><body>{body}</body></html>", "text/html");
}
