using System.Reflection;
using MassTransit;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Hosting;
using Swarm.Messaging.Redis;
using Swarm.Messaging.Wasmtime;

namespace Swarm.Messaging.Architecture.Tests;

/// <summary>Contracts are seen by all and see nobody; the product knows neither its store nor its engine.</summary>
public sealed class ReferenceTests
{
    private static readonly Assembly Contracts = typeof(SubmitTask).Assembly;
    private static readonly Assembly Product = typeof(SwarmRegistration).Assembly;

    [Fact]
    public void Contracts_reference_nothing_but_the_framework() =>
        Names(Contracts).ShouldAllBe(n => n.StartsWith("System.") || n == "netstandard" || n == "mscorlib");

    [Fact]
    public void The_product_knows_neither_Redis_nor_Wasmtime() =>
        Names(Product).ShouldNotContain(n => n.Contains("Redis") || n.Contains("Wasmtime"));

    [Fact]
    public void Store_and_engine_do_not_know_each_other()
    {
        Names(typeof(RedisRegistration).Assembly).ShouldNotContain(n => n.Contains("Wasmtime"));
        Names(typeof(WasmRegistration).Assembly).ShouldNotContain(n => n.Contains("Redis"));
    }

    [Fact]
    public void The_client_sees_contracts_and_MassTransit_only() =>
        Names(Assembly.Load("Swarm.Messaging.Client")).Where(n => n.StartsWith("Swarm.")).ShouldBeSubsetOf(["Swarm.Messaging.Contracts"]);

    /// <summary>9.x needs a paid licence, and its host does not start without a key.</summary>
    [Fact]
    public void MassTransit_is_of_the_8_line() => typeof(IBus).Assembly.GetName().Version!.Major.ShouldBe(8);

    private static IEnumerable<string> Names(Assembly assembly) => assembly.GetReferencedAssemblies().Select(a => a.Name!);
}
