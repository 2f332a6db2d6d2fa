using System.Text.Json;
using System.Text.RegularExpressions;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Tests.Wasm.Faulty;

[Collection(WasmCollection.Name)]
public sealed class FaultyModuleTests(WasmFixture wasm)
{
    private static readonly TimeSpan ShortTime = TimeSpan.FromMilliseconds(200);

    public static TheoryData<string> Failing => [.. FaultyModules.Expected.Keys];

    [Theory]
    [MemberData(nameof(Failing))]
    public async Task A_faulty_module_fails_under_its_name_and_code(string name)
    {
        TimeSpan? timeout = name is FaultyModules.LoopsForEver ? ShortTime : null;

        var failed = (await RunAsync(name, timeout)).ShouldBeOfType<GuestOutcome.Failed>();

        (failed.ErrorType, failed.Trap).ShouldBe(FaultyModules.Expected[name], failed.Message);
        failed.Message.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_module_cannot_read_a_file() => (await SeenBy(FaultyModules.OpensFile)).ShouldBe(BadDescriptor);

    [Fact]
    public async Task A_module_cannot_take_a_connection() => (await SeenBy(FaultyModules.AcceptsConnection)).ShouldBe(BadDescriptor);

    [Fact]
    public async Task A_module_cannot_open_a_socket() =>
        (await RunAsync(FaultyModules.OpensSocket)).ShouldBeOfType<GuestOutcome.Failed>().Message.ShouldContain("sock_open");

    [Fact]
    public async Task A_module_cannot_see_environment_or_arguments() => (await SeenBy(FaultyModules.ReadsEnvironment)).ShouldBe(0);

    [Fact]
    public async Task A_module_cannot_run_past_its_deadline() =>
        (await RunAsync(FaultyModules.LoopsForEver, ShortTime)).ShouldBeOfType<GuestOutcome.Failed>().Message.ShouldContain("200 ms");

    /// <summary>A guest inside of a call of the host is not interrupted: nothing it can call may wait.</summary>
    [Fact]
    public async Task A_module_cannot_sleep_past_its_deadline() => (await SeenBy(FaultyModules.Sleeps)).ShouldBe(NotSupported);

    [Fact]
    public async Task A_module_gets_random_bytes_in_portions() => (await SeenBy(FaultyModules.WantsRandom)).ShouldBe(0 + 28 + 21);

    [Theory]
    [InlineData(4)]
    [InlineData(32)]
    public async Task A_module_cannot_take_more_memory_than_its_limit(int limitMb)
    {
        var failed = (await wasm.Engine.RunAsync(FaultyModules.Call(wasm.Engine, FaultyModules.TakesMemory, memoryLimitMb: limitMb), default))
            .ShouldBeOfType<GuestOutcome.Failed>();

        failed.ErrorType.ShouldBe("memory_error");
        var used = int.Parse(Regex.Match(failed.Message, @"(\d+) of \d+ MB").Groups[1].ValueSpan);
        used.ShouldBeInRange(limitMb - 1, limitMb);
    }

    [Fact]
    public async Task A_program_reads_what_it_is_given_and_its_answer_is_the_result()
    {
        var input = JsonSerializer.Serialize(new { text = new string('x', 100_000) });

        var outcome = await wasm.Engine.RunAsync(FaultyModules.Call(wasm.Engine, FaultyModules.Echoes, input: input), default);

        System.Text.Encoding.UTF8.GetString(outcome.ShouldBeOfType<GuestOutcome.Completed>().Result).ShouldBe(input);
    }

    [Fact]
    public async Task An_exit_code_is_told() =>
        (await RunAsync(FaultyModules.Exits)).ShouldBeOfType<GuestOutcome.Failed>().Message.ShouldContain("exit code 3");

    private const int BadDescriptor = 8;
    private const int NotSupported = 58;

    private async Task<int> SeenBy(string name)
    {
        var outcome = await RunAsync(name);
        return JsonElement.Parse(outcome.ShouldBeOfType<GuestOutcome.Completed>(outcome.ToString()).Result).GetProperty("seen").GetInt32();
    }

    private Task<GuestOutcome> RunAsync(string name, TimeSpan? timeout = null) =>
        wasm.Engine.RunAsync(FaultyModules.Call(wasm.Engine, name, timeout), default);
}
