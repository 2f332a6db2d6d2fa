using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasmtime;
using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;
using Wasmtime;

namespace Swarm.Messaging.Tests.Wasm;

/// <summary>One engine for all tests, as in a host; modules are compiled once into a folder that goes away.</summary>
public sealed class WasmFixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-wasm-").FullName;
    private readonly ServiceProvider _services;

    public WasmFixture()
    {
        ModuleFolder = Directory.CreateDirectory(Path.Combine(_folder, "modules")).FullName;
        _services = WasmServices.Build(options => (options.CacheFolder, options.ModuleFolder) = (Path.Combine(_folder, "cache"), ModuleFolder));
        Engine = new WasmEngine(64, _services.GetRequiredService<EpochTicker>(), TimeProvider.System);
        Catalog = _services.GetRequiredService<ModuleCatalog>();
        Installer = _services.GetRequiredService<ModuleInstaller>();
        Modules = new ModuleStore(Engine, Catalog, _services.GetRequiredService<IOptions<WasmOptions>>());
        Pool = _services.GetRequiredService<InstancePool>();
        Executor = _services.GetServices<ITaskExecutor>().Single();
        Pool.Open();
    }

    public string ModuleFolder { get; }

    internal WasmEngine Engine { get; }

    internal ModuleCatalog Catalog { get; }

    internal ModuleInstaller Installer { get; }

    internal ModuleStore Modules { get; }

    internal InstancePool Pool { get; }

    public ITaskExecutor Executor { get; }

    public void Dispose()
    {
        Pool.CloseAsync().GetAwaiter().GetResult();
        Modules.Dispose();
        Engine.Dispose();
        _services.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(_folder, recursive: true);
    }

    public async Task<JsonDocument> AnalyzeAsync(string language, string content) =>
        JsonDocument.Parse(await AnalyzeBytesAsync(language, content));

    public async Task<ReadOnlyMemory<byte>> AnalyzeBytesAsync(string language, string content)
    {
        var outcome = await ExecuteAsync(new { language, content });
        return outcome.ShouldBeOfType<ExecutionOutcome.Succeeded>(outcome.ToString()).Result;
    }

    public Task<ExecutionOutcome> ExecuteAsync(object payload, TimeSpan? timeout = null, CancellationToken cancellation = default) =>
        ExecuteAsync("analyze", payload, timeout, cancellation);

    /// <summary>The result of an operation that succeeds.</summary>
    public async Task<JsonElement> ResultAsync(string operation, object payload)
    {
        var outcome = await ExecuteAsync(operation, payload);
        return JsonElement.Parse(outcome.ShouldBeOfType<ExecutionOutcome.Succeeded>(outcome.ToString()).Result.Span);
    }

    /// <summary>The failure of an operation that cannot be done: final, because another attempt would end the same way.</summary>
    public async Task<(string Type, string Message)> FailureAsync(string operation, object payload)
    {
        var outcome = await ExecuteAsync(operation, payload);
        var failed = outcome.ShouldBeOfType<ExecutionOutcome.Failed>(outcome.ToString());
        failed.Retryable.ShouldBeFalse();
        return (failed.ErrorType, failed.Message);
    }

    public IReadOnlyList<Violation> Judge(string operation, object payload) =>
        Executor.Validate(operation, JsonSerializer.SerializeToElement(payload));

    public Task<ExecutionOutcome> ExecuteAsync(
        string operation, object payload, TimeSpan? timeout = null, CancellationToken cancellation = default) =>
        Executor.ExecuteAsync(
            new TaskExecution(
                "task-1", 1, "lease-1", operation, JsonSerializer.SerializeToUtf8Bytes(payload), null,
                timeout ?? TimeSpan.FromMinutes(2), new Progress<ExecutionProgress>()),
            cancellation);

    /// <summary>Runs a module given as text, whose <c>analyze</c> does whatever the test is about.</summary>
    internal Task<GuestOutcome> RunTextAsync(string text, TimeSpan? timeout = null, int memoryLimitMb = 16, CancellationToken cancellation = default)
    {
        var module = new WasmModule("test", Module.FromText(Engine.Engine, "test", text));
        return Engine.RunAsync(
            new GuestCall(_ => module, "analyze", "js", "x"u8.ToArray(), memoryLimitMb, timeout ?? TimeSpan.FromMinutes(2)), cancellation);
    }

    /// <summary>A guest with the exports of the ABI around the given body of <c>analyze</c>.</summary>
    internal static string Guest(string body, string extra = "", int pages = 1) =>
        $"""
         (module
           {extra}
           (memory (export "memory") {pages})
           (func (export "alloc") (param i32) (result i32) (i32.const 1024))
           (func $analyze (export "analyze") (param i32 i32 i32 i32) (result i64) {body}))
         """;

    /// <summary>What <c>analyze</c> returns for a text at an address.</summary>
    internal static string Return(int address, string text) =>
        $"(i64.const {((long)address << 32) | (uint)Encoding.UTF8.GetByteCount(text)})";
}
