using System.Net;
using System.Text;

namespace Swarm.Messaging.Integration.Tests.Http;

/// <summary>Whatever is sent, there is an answer that names field, value and rule, and the API goes on.</summary>
[Collection(HttpCollection.Name)]
public sealed class BadInputTests(HttpHost host)
{
    private readonly Api api = host.Api;

    public static TheoryData<string, string, string?> Wrong { get; } = new()
    {
        { """{"kind":"basic","operation":"fly"}""", "operation", "fly" },
        { """{"kind":"baisc","operation":"echo"}""", "kind", "baisc" },
        { "{}", "kind", null },
        { """{"kind":"basic"}""", "operation", null },
        { """{"kind":"basic","operation":"echo","rank":101}""", "rank", "101" },
        { """{"kind":"basic","operation":"echo","rank":"high"}""", "rank", "high" },
        { """{"kind":"basic","operation":"echo","labels":[1]}""", "labels", null },
        { """{"kind":"basic","operation":"sleep","payload":{"ms":"long"}}""", "payload.ms", "long" },
        { """{"taskId":"leader","kind":"basic","operation":"echo"}""", "taskId", "leader" },
        { """{"taskId":"a b","kind":"basic","operation":"echo"}""", "taskId", "a b" },
        { """{"kind":"basic","operation":"echo","schemaVersion":9}""", "schemaVersion", "9" },
        { """{"kind":"code","operation":"analyze","payload":{"language":"py","content":"x","module":"ghost"}}""", "payload.module", "ghost" },
        { """{"kind":"code","operation":"analyze","payload":{"language":"py","content":"x","module":"letter"}}""", "payload.module", "letter" },
        { """{"kind":"code","operation":"analyze","payload":{"language":7,"content":"x"}}""", "payload.language", "7" },
        { """{"kind":"code","payload":{"language":"py","content":"x"}}""", "operation", null },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_field_is_named_with_value_and_rule(string body, string field, string? value)
    {
        var reply = await api.PostAsync("/api/tasks", body);

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Violation.Field.ShouldBe(field);
        if (value is not null)
            reply.Violation.Value.ShouldNotBeNull().ShouldContain(value);
        reply.Violation.Rule.ShouldNotBeEmpty();
        await GoesOnAsync();
    }

    [Fact]
    public async Task A_payload_of_two_mebibytes_is_too_large()
    {
        var reply = await api.PostAsync("/api/tasks", $$"""{"kind":"basic","operation":"echo","payload":"{{new string('x', 2 * 1024 * 1024)}}"}""");

        reply.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        reply.Violation.Field.ShouldBe("payload");
        await GoesOnAsync();
    }

    [Fact]
    public async Task A_body_of_nine_mebibytes_is_too_large()
    {
        var reply = await api.PostAsync("/api/tasks", new byte[9 * 1024 * 1024]);

        reply.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        reply["code"].ShouldBe("too_large");
        await GoesOnAsync();
    }

    public static TheoryData<string> Unreadable { get; } = ["", "nonsense", "[]", "{\"kind\":", new string('[', 10_000) + new string(']', 10_000)];

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task What_is_no_JSON_object_is_malformed(string body)
    {
        var reply = await api.PostAsync("/api/tasks", body);

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply["code"].ShouldBe("malformed");
        reply["message"].ShouldNotBeEmpty();
        reply.Violation.Field.ShouldBe("body");
        await GoesOnAsync();
    }

    [Fact]
    public async Task Broken_UTF8_is_malformed_and_kept_for_an_operator()
    {
        byte[] body = [.. """{"kind":"basic","operation":"echo","payload":"half """u8, 0xC3, 0x28, .. "\"}"u8];
        var reply = await api.PostAsync("/api/tasks", body);
        var kept = await api.GetAsync("/api/rejected?limit=1000");
        var mine = kept.Json.GetProperty("inputs").EnumerateArray()
            .First(i => i.GetProperty("bodyPreview").GetString()!.Contains("half ", StringComparison.Ordinal));
        var one = await api.GetAsync($"/api/rejected/{mine.GetProperty("id").GetString()}");

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply["code"].ShouldBe("malformed");
        one["code"].ShouldBe("malformed");
        one["bodyBytes"].ShouldBe($"{body.Length}");
        (await api.GetAsync("/api/dead-letters")).Json.GetProperty("rejectedInputs").GetInt64().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("/api/dead-letters/purge", "{}")]
    [InlineData("/api/dead-letters/purge", """{"all":true,"olderThanHours":1}""")]
    [InlineData("/api/dead-letters/purge", """{"oldrThanHours":1,"all":true}""")]
    [InlineData("/api/dead-letters/replay", """{"taskIds":[]}""")]
    [InlineData("/api/dead-letters/replay", "nonsense")]
    [InlineData("/api/rejected/purge", """{"taskIds":["a"]}""")]
    public async Task A_selection_that_is_a_guess_is_refused(string path, string body) =>
        (await api.PostAsync(path, body)).Status.ShouldBe(HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("DELETE", "/api/tasks", HttpStatusCode.MethodNotAllowed, "GET, POST")]
    [InlineData("POST", "/health/live", HttpStatusCode.MethodNotAllowed, "GET")]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound, "/api/tasks")]
    [InlineData("GET", "/api/nowhere", HttpStatusCode.NotFound, "/api/tasks")]
    public async Task A_wrong_path_or_method_is_answered_in_words(string method, string path, HttpStatusCode status, string said)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        var reply = await Api.Reply.OfAsync(await api.Http.SendAsync(request));

        reply.Status.ShouldBe(status);
        reply["message"].ShouldContain(said);
    }

    private async Task GoesOnAsync()
    {
        var id = $"ok-{Guid.NewGuid():N}";
        (await api.PostAsync("/api/tasks", Encoding.UTF8.GetBytes($$"""{"taskId":"{{id}}","kind":"basic","operation":"noop"}"""))).Status
            .ShouldBe(HttpStatusCode.Accepted);
        (await api.GetAsync($"/api/tasks/{id}?wait=60"))["state"].ShouldBe("Completed");
    }
}
