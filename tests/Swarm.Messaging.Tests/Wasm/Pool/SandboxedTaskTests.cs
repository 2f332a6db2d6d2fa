using System.Text.Json;
using System.Text.RegularExpressions;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tests.Wasm.Faulty;
using Swarm.Messaging.Wasmtime.Modules;

namespace Swarm.Messaging.Tests.Wasm.Pool;

/// <summary>What a module tries that it may not, as a task through the pool: an operator has added the module, somebody's task runs it.</summary>
[Collection(WasmCollection.Name)]
public sealed class SandboxedTaskTests(WasmFixture wasm)
{
    private const int BadDescriptor = 8;

    [Fact]
    public async Task It_cannot_read_a_file() => (await SeenBy(FaultyModules.OpensFile)).ShouldBe(BadDescriptor);

    [Fact]
    public async Task It_cannot_take_a_connection() => (await SeenBy(FaultyModules.AcceptsConnection)).ShouldBe(BadDescriptor);

    [Fact]
    public void One_that_wants_to_open_a_socket_is_not_even_installed()
    {
        var found = new List<Violation>();

        wasm.Installer.Add(new ModuleAddition("socket", ["py:test"], null, null, FaultyModules.Bytes(FaultyModules.OpensSocket)), found).ShouldBeNull();

        found.ShouldHaveSingleItem().Value.ShouldBe("wasi_snapshot_preview1.sock_open");
    }

    [Fact]
    public async Task It_cannot_see_environment_or_arguments() => (await SeenBy(FaultyModules.ReadsEnvironment)).ShouldBe(0);

    [Fact]
    public async Task It_cannot_run_past_its_deadline_and_its_slot_comes_back()
    {
        var failed = await FailureOf(FaultyModules.LoopsForEver, TimeSpan.FromMilliseconds(200));

        failed.ErrorType.ShouldBe("timeout");
        failed.Message.ShouldContain("200 ms");
        Slots(failed.InstanceId!).ShouldBe(0);
    }

    [Fact]
    public async Task It_cannot_take_more_memory_than_its_limit()
    {
        var failed = await FailureOf(FaultyModules.TakesMemory, memoryLimitMb: 8);

        failed.ErrorType.ShouldBe("memory_error");
        int.Parse(Regex.Match(failed.Message, @"(\d+) of 8 MB").Groups[1].ValueSpan).ShouldBeInRange(7, 8);
    }

    [Theory]
    [InlineData(FaultyModules.Panics, "panic")]
    [InlineData(FaultyModules.DividesByZero, "panic")]
    [InlineData(FaultyModules.OverflowsStack, "stack_overflow")]
    [InlineData(FaultyModules.ReadsOutOfBounds, "memory_error")]
    public async Task A_trap_names_its_instance_and_costs_nothing_else(string module, string errorType)
    {
        var failed = await FailureOf(module);

        failed.ErrorType.ShouldBe(errorType);
        failed.InstanceId.ShouldNotBeNull();
        Slots(failed.InstanceId).ShouldBe(0);
        (await RunAsync(FaultyModules.Works)).ShouldBeOfType<ExecutionOutcome.Succeeded>();
    }

    private int Slots(string instanceId) => wasm.Pool.Report("").Instances.SingleOrDefault(i => i.Id == instanceId)?.CurrentTasks ?? 0;

    private async Task<int> SeenBy(string module)
    {
        var outcome = await RunAsync(module);
        return JsonElement.Parse(outcome.ShouldBeOfType<ExecutionOutcome.Succeeded>(outcome.ToString()).Result.Span).GetProperty("seen").GetInt32();
    }

    private async Task<ExecutionOutcome.Failed> FailureOf(string module, TimeSpan? timeout = null, int memoryLimitMb = 16)
    {
        var outcome = await RunAsync(module, timeout, memoryLimitMb);
        return outcome.ShouldBeOfType<ExecutionOutcome.Failed>(outcome.ToString());
    }

    private Task<ExecutionOutcome> RunAsync(string module, TimeSpan? timeout = null, int memoryLimitMb = 16)
    {
        var found = new List<Violation>();
        wasm.Installer.Add(new ModuleAddition(module, ["py:test"], null, null, FaultyModules.Bytes(module)), found).ShouldNotBeNull(string.Join(" ", found));
        return wasm.ExecuteAsync("test", new { language = "py", module, memoryLimitMb }, timeout);
    }
}
