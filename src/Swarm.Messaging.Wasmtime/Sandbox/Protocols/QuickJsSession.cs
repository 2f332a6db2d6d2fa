using System.Text;
using Swarm.Messaging.Wasmtime.Modules;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox.Protocols;

/// <summary>
/// Runs scripts in the JavaScript engine. The request holds the harness, the content's file name and the tests; the harness (see
/// Code/Test/harness.js) says when it is done and what came out. A script that exports or imports is evaluated as a module.
/// </summary>
internal sealed class QuickJsSession(WasmModule module, GuestCall call) : GuestSession(module, call)
{
    private const string Tests = "tests.js";

    public override Linker Linker(WasmEngine engine) => engine.ScriptLinker;

    public override GuestOutcome Run(Instance instance)
    {
        if (QuickJs.Start(instance) is not { } engine)
            return Missing("memory, qjs_init, qjs_eval and what else the JavaScript engine has");
        if (GuestRequest.Read(Request.Request.Span) is not [var harness, var file, var tests])
            throw new InvalidOperationException("The request of a test has three fields: harness, file name, tests.");

        engine.Run(harness, "harness.js");
        if (engine.Run(Encoding.UTF8.GetString(Request.Content.Span), file) is { } broken)
            Report(engine, file, broken);
        else
            RunTests(engine, file, tests);
        var result = engine.Text("__swarm.result()");
        return result is null ? GuestFailures.OutsideMemory(Module, "returned") : new GuestOutcome.Completed(result);
    }

    private static void RunTests(QuickJs engine, string file, string tests)
    {
        // What a module exports is at hand in tests that import nothing, too.
        engine.Run($"import * as exported from './{file}'; __swarm.offer(exported);", "offer.js");
        if (engine.Run(tests, Tests) is { } broken)
        {
            Report(engine, Tests, broken);
            return;
        }

        engine.Run("__swarm.start();", "start.js");
        while (engine.Text("__swarm.step()") is [(byte)'m', ..]) // more
            engine.RunJobs();
    }

    private static void Report(QuickJs engine, string file, string error) =>
        engine.Run($"__swarm.broken({Quote(file)}, {Quote(error)});", "broken.js");

    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
