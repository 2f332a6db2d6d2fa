using Swarm.Messaging.Execution;
using Swarm.Messaging.Tests.Wasm;
using Swarm.Messaging.Tests.Wasm.Faulty;
using Swarm.Messaging.Wasmtime.Modules;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>A module with limits of its own was run again and again with more time and memory, as was said, and never got any of it.</summary>
[Collection(WasmCollection.Name)]
public sealed class AModulesOwnLimitWasRaisedInWordsOnlyTests(WasmFixture wasm)
{
    [Fact]
    public async Task Time_that_is_used_up_is_told_as_the_modules_own_and_leads_to_the_fallback()
    {
        using var slow = Added("own-time", FaultyModules.LoopsForEver, timeout: TimeSpan.FromMilliseconds(100));

        var failed = await FailedAsync(slow);

        (failed.ErrorType, failed.Fallback).ShouldBe(("timeout", true));
        failed.Message.ShouldContain("The limit of the module own-time itself is 100 ms: no recovery gives it more.");
    }

    [Fact]
    public async Task Memory_that_is_used_up_is_told_as_the_modules_own_and_leads_to_the_fallback()
    {
        using var greedy = Added("own-memory", FaultyModules.TakesMemory, memoryMb: 4);

        var failed = await FailedAsync(greedy);

        (failed.ErrorType, failed.Fallback).ShouldBe(("memory_error", true));
        failed.Message.ShouldContain("The limit of the module own-memory itself is 4 MB: no recovery gives it more.");
    }

    [Fact]
    public async Task Less_than_the_module_allows_may_be_raised()
    {
        using var slow = Added("much-time", FaultyModules.LoopsForEver, timeout: TimeSpan.FromMinutes(1));

        var failed = await FailedAsync(slow, TimeSpan.FromMilliseconds(100));

        (failed.ErrorType, failed.Fallback).ShouldBe(("timeout", false));
        failed.Message.ShouldNotContain("itself");
    }

    private async Task<ExecutionOutcome.Failed> FailedAsync(Installed module, TimeSpan? timeout = null) =>
        (await wasm.ExecuteAsync("test", new { language = "go", content = "", module = module.Name }, timeout)).ShouldBeOfType<ExecutionOutcome.Failed>();

    private Installed Added(string name, string module, int? memoryMb = null, TimeSpan? timeout = null)
    {
        var violations = new List<Violation>();
        wasm.Installer.Add(new ModuleAddition(name, ["go:test"], memoryMb, timeout, FaultyModules.Bytes(module)), violations).ShouldNotBeNull(string.Join(" ", violations));
        return new Installed(name, wasm.Installer);
    }

    private sealed record Installed(string Name, ModuleInstaller Installer) : IDisposable
    {
        public void Dispose() => Installer.Remove(Name);
    }
}
