using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Control;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Control;

namespace Swarm.Messaging.Integration.Tests.Control;

/// <summary>What is unsigned, badly signed, stale or replayed is refused and logged; what is good is accepted once by each host.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class ControlMessageTests(StoreRedis redis)
{
    private const string Scale = """{"type":"pool_config_update","min":3}""";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly StoreInstallation installation = new(redis.Connection);
    private readonly LogLines log = new();

    [Fact]
    public async Task AGoodMessage_IsAcceptedOnceByEachHost_AndOneOfThemIsTheFirst()
    {
        var (one, two) = (Host("one"), Host("two"));
        var body = Encoding.UTF8.GetBytes(ControlTexts.Signed(Scale));

        var verdicts = await Task.WhenAll(one.JudgeAsync(body, "test", default), two.JudgeAsync(body, "test", default));

        verdicts.Select(v => v.ShouldBeOfType<ControlVerdict.Accepted>().First).ShouldBe([true, false], ignoreOrder: true);
        (await CodeAsync(one, body)).ShouldBe("replayed");
        (await CodeAsync(two, body)).ShouldBe("replayed");
    }

    [Fact]
    public async Task AReplayToAHostThatStartedLater_IsRefused()
    {
        var body = Encoding.UTF8.GetBytes(ControlTexts.Signed(Scale));
        await Host("one").JudgeAsync(body, "test", default);

        installation.Clock.Advance(TimeSpan.FromSeconds(6));

        (await CodeAsync(Host("late"), body)).ShouldBe("replayed");
    }

    /// <summary>Made when they are judged: they would grow stale between the discovery of the tests and their run.</summary>
    private static readonly Dictionary<string, (Func<string> Message, string Code)> Bad = new()
    {
        ["without a signature"] = (() => Scale, "unsigned"),
        ["no JSON"] = (() => "no json", "malformed"),
        ["no object"] = (() => "[1]", "malformed"),
        ["another key"] = (() => ControlTexts.Signed(Scale, key: "another key of more than thirty-two characters"), "bad_signature"),
        ["another content"] = (() => ControlTexts.Signed(Scale).Replace("\"min\":3", "\"min\":9"), "bad_signature"),
        ["a name twice"] = (() => ControlTexts.Signed(Scale).Replace("\"min\":3", "\"min\":3,\"min\":3"), "malformed"),
        ["too old"] = (() => ControlTexts.Signed(Scale, age: TimeSpan.FromSeconds(61)), "stale"),
        ["from the future"] = (() => ControlTexts.Signed(Scale, age: TimeSpan.FromSeconds(-120)), "stale"),
        ["a short nonce"] = (() => ControlTexts.Signed(Scale, nonce: "short"), "malformed"),
        ["a strange nonce"] = (() => ControlTexts.Signed(Scale, nonce: "with space in it"), "malformed"),
    };

    public static TheoryData<string> BadNames => [.. Bad.Keys];

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task ABadMessage_IsRefusedWithItsReason_AndTheLogSaysSoWithoutTheKey(string flaw)
    {
        var (message, code) = Bad[flaw];

        (await CodeAsync(Host("one"), Encoding.UTF8.GetBytes(message()))).ShouldBe(code);

        log.Text.ShouldContain(code);
        log.Text.ShouldNotContain(ControlTexts.Key);
    }

    [Fact]
    public async Task WithoutAKey_NothingIsAcceptedAndNothingSigned()
    {
        var host = Host("one", key: null);

        (await CodeAsync(host, Encoding.UTF8.GetBytes(ControlTexts.Signed(Scale)))).ShouldBe("no_key");
        host.CanSign.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => host.Sign(new { type = "x" }));
    }

    [Fact]
    public async Task WhatOneHostSigns_AnotherAccepts_HoweverItIsWrittenAnew()
    {
        var signed = Host("one").Sign(new { type = "emergency_shutdown", reason = "“disk” \u0007 full", weight = 1e21, nothing = (string?)null, deep = new { b = 1, a = new[] { 2, 1 } } });
        var anew = JsonSerializer.SerializeToUtf8Bytes(
            new SortedDictionary<string, JsonElement>(JsonElement.Parse(signed.Span).EnumerateObject().ToDictionary(p => p.Name, p => p.Value)),
            Indented);

        var accepted = (await Host("two").JudgeAsync(anew, "test", default)).ShouldBeOfType<ControlVerdict.Accepted>();

        accepted.Message.GetProperty("reason").GetString().ShouldBe("“disk” \u0007 full");
        accepted.Message.TryGetProperty("nothing", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task WhatAHostToldItself_ComesBackAsAnEchoOnce()
    {
        var host = Host("one");
        var body = host.Sign(new { type = "config_update" });
        var accepted = (await host.JudgeAsync(body, "http", default)).ShouldBeOfType<ControlVerdict.Accepted>();
        host.ExpectEcho(accepted.Message, "channel");

        (await CodeAsync(host, body)).ShouldBe("replayed", "it comes by another way");
        (await host.JudgeAsync(body, "channel", default)).ShouldBeOfType<ControlVerdict.Echo>();
        (await CodeAsync(host, body)).ShouldBe("replayed");
    }

    [Fact]
    public void AKeyFile_MustBeReadableAndLongEnough()
    {
        using var folder = new Messaging.Cli.Services.TempFolder("key");
        File.WriteAllText(folder.Combine("short"), "too short");
        File.WriteAllText(folder.Combine("good"), $"\n{ControlTexts.Key}\n");

        Should.Throw<OptionsValidationException>(() => KeyOf(folder.Combine("short"))).Message.ShouldContain("32");
        Should.Throw<OptionsValidationException>(() => KeyOf(folder.Combine("absent"))).Message.ShouldContain("absent");
        KeyOf(folder.Combine("good")).Sign("x"u8).ShouldBe(new ControlKey(Options.Create(new ControlOptions { Key = ControlTexts.Key })).Sign("x"u8));
    }

    private static ControlKey KeyOf(string file) => new(Options.Create(new ControlOptions { KeyFile = file }));

    private static async Task<string> CodeAsync(ControlMessages host, ReadOnlyMemory<byte> body) =>
        (await host.JudgeAsync(body, "test", default)).ShouldBeOfType<ControlVerdict.Refused>().Code;

    private ControlMessages Host(string name, string? key = ControlTexts.Key)
    {
        var options = Options.Create(new ControlOptions { Key = key });
        return new(
            new ControlKey(options), new RedisControlNonces(redis.Connection, installation.Keys, installation.Clock), options, new HostIdentity(name),
            TimeProvider.System, new Logger<ControlMessages>(LoggerFactory.Create(b => b.AddProvider(log))));
    }
}
