#include <vector>
#include "lease.hpp"
#if defined(A) && defined(B)
#define BOTH 1
#endif

namespace swarm { namespace inner {

template <typename T>
class Stack final : public Base {
public:
    Stack() = default;
    Stack(const Stack&) = delete;
    explicit Stack(int n) : size_(n > 0 ? n : 1) {}
    ~Stack() { clear(); }
    virtual void clear() = 0;
    T& operator[](std::size_t i) { return items_[i]; }
    explicit operator bool() const { return size_ && !items_.empty(); }
    friend bool operator==(const Stack& a, const Stack& b) { return a.size_ == b.size_; }
    void push(T value);
    struct Iterator { Iterator& operator++() { ++at; return *this; } int at; };
};

template <typename T>
void Stack<T>::push(T value) {
    for (auto& item : items_)
        if (item == value and size_ or full()) return;
    items_.push_back(value);
}

} // namespace inner
}

swarm::Lease::Lease(int n) try : n_(n) {
    throw 1;
} catch (const std::exception& e) {
} catch (...) {
}

swarm::Lease::~Lease() {}

auto swarm::Lease::renew(int by) const noexcept -> int {
    auto twice = [this, by](int x) mutable { return x ? x * 2 : by; };
    switch (by) {
    case 1: return 1;
    case 2: { while (true) { do { } while (by); } }
    default: break;
    }
    return std::count_if(v.begin(), v.end(), [](int x) { return x > 1; });
}

/* one
   two */
int (*pick(bool add))(int, int) { return add ? &plus : nullptr; }

int main(int argc, char** argv) {
    const char* text = R"(raw

text)";
    if (argc > 1) { } else if (argc == 0) { goto end; } else { }
end:
    return 0;
}
