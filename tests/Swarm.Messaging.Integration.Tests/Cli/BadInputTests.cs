using System.Text;
using Swarm.Messaging.Cli;

namespace Swarm.Messaging.Integration.Tests.Cli;

/// <summary>Bad input through the command line: refused with field, value and rule, exit code 3; the host stays usable.</summary>
[Collection(CliCollection.Name)]
public sealed class BadInputTests(CliHost host)
{
    public static TheoryData<string, string[]> Refused => new()
    {
        { """{"kind":"basic","operation":"explode"}""", ["operation = explode", "echo"] },
        { """{"kind":"cobol","operation":"run"}""", ["kind = cobol", "basic, code"] },
        { """{"payload":{}}""", ["kind (missing)", "Required"] },
        { """{"kind":"code","operation":"analyze","payload":{"language":"py"}}""", ["payload.content (missing)"] },
        { """{"kind":"code","payload":{"language":"py"}}""", ["operation (missing)", "must have type or operation"] },
        { """{"kind":7,"operation":"echo"}""", ["kind = 7", "A text"] },
        { """{"kind":"basic","operation":"echo","rank":"high"}""", ["rank = ", "high", "whole number"] },
        { """{"kind":"basic","operation":"echo","rank":101}""", ["rank = 101", "0 (best) to 100 (worst)"] },
        { """{"kind":"basic","operation":"echo","taskId":"Leader"}""", ["taskId = Leader", "reserved"] },
        { """{"kind":"code","operation":"analyze","payload":{"language":"py","content":"","module":"nope"}}""", ["payload.module = nope", "installed module"] },
        { "[]", ["tasks", "1 to 1000"] },
        { "7", ["must be an object"] },
        { "", ["body", "empty"] },
        { "{", ["body", "not JSON"] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_file_is_refused_with_the_reasons(string content, string[] said)
    {
        var file = host.Write($"{Guid.NewGuid():N}.json", Encoding.UTF8.GetBytes(content));

        var run = (await host.RunAsync("submit", "--file", file)).ShouldEnd(ExitCodes.Rejected);

        foreach (var part in said)
            run.Error.ShouldContain(part);
        run.Out.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--rank", "101", "rank = 101")]
    [InlineData("--id", "status", "taskId = status")]
    [InlineData("--id", "a b", "taskId = a b")]
    [InlineData("--retry", "often", "retry.preset = often")]
    [InlineData("--max-attempts", "0", "retry.maxAttempts = 0")]
    [InlineData("--timeout", "2d", "timeoutMs = 172800000")]
    [InlineData("--payload", "{", "payload = {")]
    public async Task Options_are_refused_with_the_reasons(string option, string value, string said)
    {
        var run = await host.RunAsync("submit", "--kind", "basic", "--operation", "echo", option, value);

        run.ShouldEnd(ExitCodes.Rejected).Error.ShouldContain(said);
    }

    [Fact]
    public async Task A_payload_of_two_megabytes_is_refused()
    {
        var file = host.Write("big.json", Encoding.UTF8.GetBytes($"\"{new string('x', 2 * 1024 * 1024)}\""));

        var run = await host.RunAsync("submit", "--kind", "basic", "--operation", "echo", "--payload", $"@{file}", "--json");

        run.ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("1048576 bytes");
        run.Json.GetProperty("code").GetString().ShouldBe("too_large");
        run.Json.GetProperty("violations")[0].GetProperty("field").GetString().ShouldBe("payload");
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_refused()
    {
        byte[] broken = [.. "{\"kind\":\"basic\",\"operation\":\"echo\",\"payload\":\""u8, 0xff, 0xfe, .. "\"}"u8];

        (await host.RunAsync("submit", "--file", host.Write("broken.json", broken))).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("UTF-8");
        (await host.RunAsync("submit", "--kind", "basic", "--operation", "echo", "--payload", "@" + host.Write("payload-broken.json", [(byte)'"', 0xff, (byte)'"'])))
            .ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("payload = @");
    }

    [Fact]
    public async Task Json_nested_ten_thousand_deep_is_refused()
    {
        var deep = new string('[', 10_000) + new string(']', 10_000);
        var file = host.Write("deep.json", Encoding.UTF8.GetBytes($$"""{"kind":"basic","operation":"echo","payload":{{deep}}}"""));
        var payload = host.Write("deep-payload.json", Encoding.UTF8.GetBytes(deep));

        (await host.RunAsync("submit", "--file", file)).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("64 levels");
        (await host.RunAsync("submit", "--kind", "basic", "--operation", "echo", "--payload", $"@{payload}"))
            .ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("63 levels");
        (await host.RunAsync("submit", "--kind", "basic", "--operation", "noop", "--wait")).ShouldEnd(ExitCodes.Ok);
    }

    [Fact]
    public async Task A_task_that_does_not_exist_is_refused_by_every_verb()
    {
        foreach (var verb in new[] { "task", "explain", "cancel" })
            (await host.RunAsync(verb, "nobody")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("no task nobody");
        (await host.RunAsync("dead-letters", "show", "nobody")).ShouldEnd(ExitCodes.Rejected);
        (await host.RunAsync("dead-letters", "replay", "nobody")).ShouldEnd(ExitCodes.Rejected);
        (await host.RunAsync("status", "weather")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("area = weather");
    }
}
