using System.Text.Json;
using Swarm.Messaging.Wasmtime.Modules;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox.Protocols;

/// <summary>
/// A program: the content on stdin, its result on stdout, the end of stderr in the error when it fails. It gets no argument, no
/// variable and no folder. Wasmtime takes stdin from a file only: one of ours, in a folder that nobody else may enter.
/// </summary>
internal sealed class CommandSession(WasmModule module, GuestCall call) : GuestSession(module, call)
{
    private const int MostOutputBytes = OutputBuffer.MostTaken;
    private const int MostErrorBytes = 2_000;

    private readonly string _input = PrivateFile.Write(call.Content.Span);
    private readonly OutputBuffer _output = new(MostOutputBytes);
    private readonly OutputBuffer _errors = new(MostErrorBytes);

    public override WasiConfiguration Wasi() => new WasiConfiguration()
        .WithStandardInput(_input)
        .WithStandardOutputCallback(_output.Take)
        .WithStandardErrorCallback(_errors.Take);

    public override GuestOutcome Run(Instance instance)
    {
        if (instance.GetAction("_start") is not { } start)
            return Missing("memory and _start()");
        start();
        return Ended(0);
    }

    // A program that sees its stream closed may well end by that, or trap: what it did before is what counts.
    public override GuestOutcome.Failed? Excess => _output.IsFlooded ? Flooded("stdout; a result is one JSON document of at most")
        : _errors.IsFlooded ? Flooded("stderr; it may write at most")
        : null;

    public override GuestOutcome Ended(int exitCode)
    {
        if (Excess is { } excess)
            return excess;
        if (exitCode != 0)
        {
            var failure = GuestFailures.OfExit(exitCode, Request);
            return _errors.IsEmpty ? failure : failure with { Message = $"{failure.Message} It said: {_errors.Text}" };
        }

        try
        {
            using var document = JsonDocument.Parse(_output.Bytes);
            return new GuestOutcome.Completed(_output.Bytes);
        }
        catch (JsonException)
        {
            return Invalid(_output.IsEmpty ? "nothing" : "what is no JSON");
        }
    }

    public override void Dispose()
    {
        File.Delete(_input);
        base.Dispose();
    }

    private GuestOutcome.Failed Flooded(string where) =>
        new(GuestErrors.OutputLimit, $"Module '{Module.Name}' was stopped because it wrote more than anybody takes to its {where} {OutputBuffer.MostTaken} bytes.");

    private GuestOutcome.Failed Invalid(string what) =>
        new(GuestErrors.InvalidResult, $"Module '{Module.Name}' wrote {what} to its stdout; a result is one JSON document of at most {MostOutputBytes} bytes.");
}
