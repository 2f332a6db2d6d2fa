using System.Text;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox.Protocols;

/// <summary>The few functions of the JavaScript engine that running tests takes. Nothing is freed: the instance serves one call.</summary>
internal sealed class QuickJs
{
    private const int AsScript = 0;
    private const int AsModule = 1;
    private const int CompileOnly = 1 << 5;

    // Of the engine's own stack, which lies in its memory. At this depth a script gets a RangeError well before the sandbox's stack ends.
    private const int StackBytes = 128 * 1024;

    private readonly Memory _memory;
    private readonly Func<int, int> _allocate;
    private readonly Func<int, int, int, int, int> _evaluate;
    private readonly Func<int, int> _isException;
    private readonly Func<int> _takeException;
    private readonly Func<int, int, int> _text;
    private readonly Func<int> _isJobPending;
    private readonly Func<int> _runJob;
    private readonly Func<int, int, int> _isModule;
    private readonly Func<int, int> _promiseState;
    private readonly Func<int, int> _promiseResult;
    private readonly Func<int, int> _isPromise;

    private QuickJs(Instance instance)
    {
        _memory = instance.GetMemory("memory")!;
        _allocate = instance.GetFunction<int, int>("wasm_malloc")!;
        _evaluate = instance.GetFunction<int, int, int, int, int>("qjs_eval")!;
        _isException = instance.GetFunction<int, int>("qjs_is_exception")!;
        _takeException = instance.GetFunction<int>("qjs_get_exception")!;
        _text = instance.GetFunction<int, int, int>("qjs_get_string_len")!;
        _isJobPending = instance.GetFunction<int>("qjs_is_job_pending")!;
        _runJob = instance.GetFunction<int>("qjs_execute_pending_job")!;
        _isModule = instance.GetFunction<int, int, int>("JS_DetectModule")!;
        _promiseState = instance.GetFunction<int, int>("qjs_promise_state")!;
        _promiseResult = instance.GetFunction<int, int>("qjs_promise_result")!;
        _isPromise = instance.GetFunction<int, int>("qjs_is_promise")!;
        instance.GetFunction<int>("qjs_init")!();
        instance.GetAction<int>("qjs_set_max_stack_size")!(StackBytes);
    }

    /// <summary>Null when the module is no such engine.</summary>
    public static QuickJs? Start(Instance instance)
    {
        string[] wanted = [
            "wasm_malloc", "qjs_eval", "qjs_is_exception", "qjs_get_exception", "qjs_get_string_len", "qjs_is_job_pending",
            "qjs_execute_pending_job", "JS_DetectModule", "qjs_promise_state", "qjs_promise_result", "qjs_is_promise", "qjs_init",
            "qjs_set_max_stack_size"];
        return instance.GetMemory("memory") is null || wanted.Any(name => instance.GetFunction(name) is null) ? null : new QuickJs(instance);
    }

    /// <summary>Evaluates to the end of its jobs; answers what it threw, or null.</summary>
    public string? Run(string code, string file)
    {
        var (at, length) = Put(code);
        var isModule = IsModule(at, length, Put(file).At);
        var value = _evaluate(at, length, Put(file).At, isModule ? AsModule : AsScript);
        if (_isException(value) != 0)
            return Describe(_takeException());
        RunJobs();
        const int Rejected = 2;
        return isModule && _isPromise(value) != 0 && _promiseState(value) == Rejected ? Describe(_promiseResult(value)) : null;
    }

    /// <summary>The value of an expression as text; null when it is none.</summary>
    public byte[]? Text(string expression)
    {
        var (at, length) = Put(expression);
        var value = _evaluate(at, length, Put("host.js").At, AsScript);
        return _isException(value) != 0 ? null : TextOf(value);
    }

    public void RunJobs()
    {
        while (_isJobPending() != 0)
            _runJob();
    }

    // Nearly every script would do as a module, too, but would keep its names to itself: a module is what cannot be a script.
    private bool IsModule(int at, int length, int file)
    {
        if (_isException(_evaluate(at, length, file, AsScript | CompileOnly)) == 0)
            return false;
        _takeException();
        return _isModule(at, length) != 0;
    }

    private string Describe(int error) => TextOf(error) is { } text ? Encoding.UTF8.GetString(text) : "an error that has no text";

    private byte[]? TextOf(int value)
    {
        var lengthAt = _allocate(sizeof(int));
        var at = _text(value, lengthAt);
        if (at == 0 || lengthAt == 0)
            return null;
        var length = _memory.ReadInt32((uint)lengthAt);
        var from = (long)(uint)at;
        return length < 0 || from + length > _memory.GetLength() ? null : _memory.GetSpan(from, length).ToArray();
    }

    private (int At, int Length) Put(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text + '\0');
        var at = _allocate(bytes.Length);
        var from = (long)(uint)at;
        if (at == 0 || from + bytes.Length > _memory.GetLength())
            throw new GuestMemoryException();
        bytes.CopyTo(_memory.GetSpan(from, bytes.Length));
        return (at, bytes.Length - 1);
    }
}
